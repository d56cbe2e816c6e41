package armtf.demo

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
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
    }

    @Test
    fun aLostCameraComesBack() {
        val lost = after(live, Event.CameraFailed)
        assertEquals(UiState.CameraLost, lost)
        assertTrue(lost.wantsCamera)
        assertEquals(live, after(lost, frame))
    }

    @Test
    fun aRefusalStaysUntilTheCameraIsAllowed() {
        val refused = after(UiState.Starting, Event.CameraRefused(true))
        assertEquals(UiState.Refused(canAsk = true), refused)
        // What was under way as the permission was withdrawn.
        assertEquals(refused, after(refused, frame, Event.CameraFailed))
        assertEquals(
            UiState.Refused(canAsk = false),
            after(refused, Event.CameraRefused(false)),
        )
        assertEquals(live, after(refused, Event.CameraWanted, frame))
    }

    @Test
    fun aPictureIsNotReplacedByLateFrames() {
        val still = after(
            live, Event.PictureChosen, frame, Event.PictureSeen(seen)
        )
        assertEquals(UiState.Still(seen), still)
        assertFalse(still.wantsCamera)
        val late = arrayOf(frame, Event.CameraFailed, Event.CameraRefused(true))
        assertEquals(still, after(still, *late))
        assertEquals(live, after(still, Event.CameraWanted, frame))
    }

    @Test
    fun aPictureCanBeChosenWithoutACamera() {
        for (start in listOf(UiState.Refused(false), UiState.CameraLost)) {
            val still = after(
                start, Event.PictureChosen, Event.PictureSeen(seen)
            )
            assertEquals(UiState.Still(seen), still)
        }
    }

    @Test
    fun anUnreadablePictureIsSaid() {
        val none = after(live, Event.PictureChosen, Event.PictureUnreadable)
        assertEquals(UiState.NoPicture, none)
        assertEquals(UiState.NoPicture, after(none, frame))
        assertEquals(UiState.OpeningPicture, after(none, Event.PictureChosen))
    }

    @Test
    fun aBrokenModelIsTheEnd() {
        val broken = after(live, Event.ModelBroken("why"))
        assertEquals(UiState.Broken("why"), broken)
        val all = arrayOf(
            frame, Event.CameraWanted, Event.PictureChosen, Event.CameraFailed
        )
        assertEquals(broken, after(broken, *all))
        assertFalse(broken.wantsCamera)
    }
}
