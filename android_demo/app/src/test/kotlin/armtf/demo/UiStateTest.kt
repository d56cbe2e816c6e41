package armtf.demo

import armtf.inference.Picture
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Test

class UiStateTest {
    private val seen = Seen(Picture(1, 1, IntArray(1)), listOf(), listOf())
    private val frame = Event.FrameSeen(seen, mirrored = true)
    private val live = UiState.Live(seen, mirrored = true)

    private fun after(start: UiState, vararg events: Event) =
        events.fold(start) { state, event -> state.after(event) }

    @Test
    fun framesAreShown() {
        assertEquals(live, after(UiState.Starting, frame))
        assertEquals(live, after(live, frame))
        assertSame(seen, live.seen)
    }

    @Test
    fun aLostCameraComesBack() {
        val lost = after(live, Event.CameraFailed)
        assertEquals(UiState.CameraLost, lost)
        assertNull(lost.seen)
        assertEquals(live, after(lost, frame))
    }

    @Test
    fun aRefusalStaysUntilTheCameraIsAllowed() {
        val refused = after(UiState.Starting, Event.CameraRefused(true))
        assertEquals(UiState.NotAllowed(canAsk = true), refused)
        // Events in flight when the permission was revoked.
        assertEquals(refused, after(refused, frame, Event.CameraFailed))
        assertEquals(
            UiState.NotAllowed(canAsk = false),
            after(refused, Event.CameraRefused(false)),
        )
        assertEquals(live, after(refused, Event.CameraWanted, frame))
    }

    @Test
    fun withoutACameraThatIsSaid() {
        val none = after(UiState.Starting, Event.CameraMissing)
        assertEquals(UiState.NoCamera, none)
        assertNull(none.seen)
    }

    @Test
    fun aPictureIsOpenedThenShown() {
        val opening = after(UiState.Starting, Event.PictureChosen)
        assertEquals(UiState.OpeningPicture, opening)
        val still = after(opening, Event.PictureSeen(seen))
        assertEquals(UiState.Still(seen), still)
        assertSame(seen, still.seen)
        assertEquals(UiState.OpeningPicture, after(still, Event.PictureChosen))
    }

    @Test
    fun anUnreadablePictureIsSaid() {
        val none = after(
            UiState.Starting, Event.PictureChosen, Event.PictureUnreadable
        )
        assertEquals(UiState.NoPicture, none)
        assertEquals(UiState.OpeningPicture, after(none, Event.PictureChosen))
    }

    @Test
    fun aBrokenModelIsTheEnd() {
        val broken = after(live, Event.ModelBroken("why"))
        assertEquals(UiState.Broken("why"), broken)
        val all = arrayOf(
            frame, Event.CameraWanted, Event.PictureChosen, Event.CameraFailed,
            Event.PictureUnreadable, Event.CameraRefused(true),
        )
        assertEquals(broken, after(broken, *all))
    }
}
