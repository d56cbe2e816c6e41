package armtf.demo

import armtf.inference.Face
import armtf.inference.Picture
import armtf.inference.StageTime

/** What was seen in a picture, and how long that took. */
class Seen(
    val picture: Picture,
    val faces: List<Face>,
    val times: List<StageTime>,
)

/** What a screen shows. A state never changes; [after] gives the next. */
sealed class UiState {
    /** The model or the camera is being opened. */
    object Starting : UiState()

    /** The model cannot be used; nothing but this message is left. */
    data class Broken(val message: String) : UiState()

    /** The camera is not allowed; [canAsk]: Android would ask the user. */
    data class NotAllowed(val canAsk: Boolean) : UiState()

    /** This device has no camera. */
    object NoCamera : UiState()

    /** The camera is another app's at the moment. */
    object CameraLost : UiState()

    /** [mirrored]: to be shown as in a mirror. */
    data class Live(val seen: Seen, val mirrored: Boolean) : UiState()

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
    object CameraMissing : Event()
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
    event is Event.PictureChosen -> UiState.OpeningPicture
    event is Event.PictureSeen -> UiState.Still(event.seen)
    event is Event.PictureUnreadable -> UiState.NoPicture
    event is Event.CameraWanted -> UiState.Starting
    event is Event.CameraRefused -> UiState.NotAllowed(event.canAsk)
    this is UiState.NotAllowed -> this
    event is Event.CameraMissing -> UiState.NoCamera
    event is Event.CameraFailed -> UiState.CameraLost
    event is Event.FrameSeen -> UiState.Live(event.seen, event.mirrored)
    else -> this
}

/** What was seen, if anything is shown. */
val UiState.seen: Seen?
    get() = when (this) {
        is UiState.Live -> seen
        is UiState.Still -> seen
        else -> null
    }
