package armtf.demo

import armtf.inference.Analyzer
import armtf.inference.Picture
import armtf.inference.Stage
import java.util.concurrent.Executor

/**
 * The view model: takes frames, pictures and news, and gives states.
 *
 * @param background where the work is done; one task at a time, in order.
 * @param screen where [show] is called; one call at a time, in order.
 * @param open opens the networks, in the background.
 * @param clock nanoseconds since whenever.
 * @param giveBack frees the networks, in the background.
 */
class FacesModel(
    private val background: Executor,
    private val screen: Executor,
    private val open: () -> Analyzer,
    private val clock: () -> Long,
    private val show: (UiState) -> Unit,
    private val giveBack: (Analyzer) -> Unit = Analyzer::close,
) {
    /** Changes on the screen's thread only. */
    var state: UiState = UiState.Starting
        private set
    private val reader = FrameReader()
    private var analyzer: Analyzer? = null // in the background only

    /** Opens the networks. */
    fun start() = background.execute {
        attempt {
            analyzer = open()
            analyzer?.forget() // Another screen may have used it.
        }
    }

    /** The interpreter fails with errors of many kinds, or is not there. */
    private fun attempt(work: () -> Unit) {
        try {
            work()
        } catch (error: Exception) {
            send(Event.ModelBroken(reason(error)))
        } catch (error: LinkageError) {
            send(Event.ModelBroken(reason(error)))
        }
    }

    private fun reason(error: Throwable) =
        error.message ?: error.javaClass.simpleName

    /** Takes a camera's frame. To be called in the background. */
    fun frame(frame: Frame) {
        val analyzer = analyzer ?: return
        attempt {
            val picture = analyzer.times.measure(Stage.CONVERT) {
                reader.read(frame)
            }
            val faces = analyzer.frame(picture, clock() / 1e9)
            val seen = Seen(picture, faces, analyzer.times.medians())
            send(Event.FrameSeen(seen, mirrored = frame.front))
        }
    }

    /** Forgets who was seen: what comes is from another camera. */
    fun forget() = background.execute { analyzer?.forget() }

    /** Takes a picture; [read] is called in the background, null: unreadable. */
    fun picture(read: () -> Picture?) {
        send(Event.PictureChosen)
        background.execute {
            attempt {
                val picture = read()
                val faces = picture?.let { analyzer?.still(it) }
                send(
                    if (picture == null || faces == null) Event.PictureUnreadable
                    else Event.PictureSeen(Seen(picture, faces, listOf()))
                )
            }
        }
    }

    /** Takes news; from any thread. */
    fun send(event: Event) = screen.execute {
        state = state.after(event)
        show(state)
    }

    /** Gives all memory back, after all that was asked for before. */
    fun close() = background.execute {
        analyzer?.let(giveBack)
        analyzer = null
    }
}
