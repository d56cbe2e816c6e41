package armtf.demo

import armtf.inference.Analyzer
import armtf.inference.Picture
import armtf.inference.Stage
import java.util.concurrent.Executor

/**
 * The view model: takes frames, pictures and events, and emits states.
 *
 * @param background executor of the work; one task at a time, in order.
 * @param screen executor of the calls of [show]; one at a time, in order.
 * @param open opens the networks, in the background.
 * @param clock nanoseconds since any fixed time.
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

    /** The interpreter throws errors of many types, or fails to load. */
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

    /** Analyzes a camera frame. Call it in the background. */
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

    /** Forgets the tracked faces: the next frame is from another camera. */
    fun forget() = background.execute { analyzer?.forget() }

    /** Analyzes a picture; [read] runs in the background, null: unreadable. */
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

    /** Handles an event; callable from any thread. */
    fun send(event: Event) = screen.execute {
        state = state.after(event)
        show(state)
    }

    /** Frees all memory, after all earlier tasks. */
    fun close() = background.execute {
        analyzer?.let(giveBack)
        analyzer = null
    }
}
