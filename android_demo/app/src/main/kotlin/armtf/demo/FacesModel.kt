package armtf.demo

import java.util.concurrent.Executor

/**
 * The view model: takes frames, pictures and news, and gives states.
 *
 * @param background where the work is done; one task at a time, in order.
 * @param screen where [show] is called; one call at a time, in order.
 * @param open opens the model, in the background.
 * @param clock nanoseconds since whenever.
 */
class FacesModel(
    private val background: Executor,
    private val screen: Executor,
    private val open: () -> Recognizer,
    private val clock: () -> Long,
    private val show: (UiState) -> Unit,
) {
    /** Changes on the screen's thread only. */
    var state: UiState = UiState.Starting
        private set
    private val reader = FrameReader()
    private var recognizer: Recognizer? = null // in the background only

    /** Opens the model. */
    fun start() = background.execute {
        try {
            recognizer = open()
        } catch (error: InputError) {
            send(Event.ModelBroken(error.message))
        }
    }

    /** Takes a camera's frame. To be called in the background. */
    fun frame(frame: Frame) {
        val recognizer = recognizer ?: return
        val picture = recognizer.times.measure(Stage.CONVERT) {
            reader.read(frame)
        }
        val seen = recognizer.frame(picture, clock() / 1e9)
        send(Event.FrameSeen(seen, mirrored = frame.front))
    }

    /** Takes a picture; [read] is called in the background, null: unreadable. */
    fun picture(read: () -> Picture?) {
        send(Event.PictureChosen)
        background.execute {
            val picture = read()
            val seen = picture?.let { recognizer?.still(it) }
            send(
                if (seen == null) Event.PictureUnreadable
                else Event.PictureSeen(seen)
            )
        }
    }

    /** Takes news; from any thread. */
    fun send(event: Event) = screen.execute {
        state = state.after(event)
        show(state)
    }

    /** Gives the model's memory back, after all that was asked for before. */
    fun close() = background.execute {
        recognizer?.close()
        recognizer = null
    }
}
