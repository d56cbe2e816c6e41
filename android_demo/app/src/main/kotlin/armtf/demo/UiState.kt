package armtf.demo

import armtf.inference.Face
import armtf.inference.Picture
import armtf.inference.StageTime

/** The faces of a picture, and the processing times. */
class Seen(
    val picture: Picture,
    val faces: List<Face>,
    val times: List<StageTime>,
)

/** What a screen shows. Immutable; [after] returns the next state. */
sealed class UiState {
    /** The model or the camera is being opened. */
    object Starting : UiState()

    /** The model cannot be used; only this message is shown. */
    data class Broken(val message: String) : UiState()

    /** Camera permission is missing; [canAsk]: Android would ask the user. */
    data class NotAllowed(val canAsk: Boolean) : UiState()

    /** This device has no camera. */
    object NoCamera : UiState()

    /** Another app is using the camera. */
    object CameraLost : UiState()

    /** [mirrored]: whether to mirror the picture. */
    data class Live(val seen: Seen, val mirrored: Boolean) : UiState()

    /** A picture is being read. */
    object OpeningPicture : UiState()

    data class Still(val seen: Seen) : UiState()

    /** A picture could not be read. */
    object NoPicture : UiState()
}

/** Inputs of the state machine. */
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

/** Returns the state after an event; late camera events are ignored. */
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

/** The faces and their picture, if they are shown. */
val UiState.seen: Seen?
    get() = when (this) {
        is UiState.Live -> seen
        is UiState.Still -> seen
        else -> null
    }
