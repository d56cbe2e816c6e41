package armtf.demo

/** What the screen shows. A state never changes; [after] gives the next. */
sealed class UiState {
    /** Whether the camera is to run. */
    open val wantsCamera: Boolean get() = false

    /** The model or the camera is being opened. */
    object Starting : UiState() {
        override val wantsCamera get() = true
    }

    /** The model cannot be used; nothing but this message is left. */
    data class Broken(val message: String) : UiState()

    /** The user lets no camera be used; [canAsk]: may be asked again. */
    data class Refused(val canAsk: Boolean) : UiState() {
        override val wantsCamera get() = true
    }

    /** There is no camera, or it is another app's at the moment. */
    object CameraLost : UiState() {
        override val wantsCamera get() = true
    }

    /** [mirrored]: to be shown as in a mirror. */
    data class Live(val seen: Seen, val mirrored: Boolean) : UiState() {
        override val wantsCamera get() = true
    }

    /** A picture is being read. */
    object OpeningPicture : UiState()

    data class Still(val seen: Seen) : UiState()

    /** A picture could not be read. */
    object NoPicture : UiState()
}

/** What happens. */
sealed class Event {
    data class ModelBroken(val message: String) : Event()
    data class CameraRefused(val canAsk: Boolean) : Event()
    object CameraWanted : Event()
    object CameraFailed : Event()
    data class FrameSeen(val seen: Seen, val mirrored: Boolean) : Event()
    object PictureChosen : Event()
    data class PictureSeen(val seen: Seen) : Event()
    object PictureUnreadable : Event()
}

/** Returns the state after an event; late news of the camera is dropped. */
fun UiState.after(event: Event): UiState = when {
    this is UiState.Broken -> this
    event is Event.ModelBroken -> UiState.Broken(event.message)
    event is Event.CameraWanted -> UiState.Starting
    event is Event.PictureChosen -> UiState.OpeningPicture
    this is UiState.OpeningPicture -> when (event) {
        is Event.PictureSeen -> UiState.Still(event.seen)
        is Event.PictureUnreadable -> UiState.NoPicture
        else -> this
    }
    !wantsCamera -> this
    event is Event.CameraRefused -> UiState.Refused(event.canAsk)
    this is UiState.Refused -> this
    event is Event.CameraFailed -> UiState.CameraLost
    event is Event.FrameSeen -> UiState.Live(event.seen, event.mirrored)
    else -> this
}
