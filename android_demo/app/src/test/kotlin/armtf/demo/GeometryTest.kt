package armtf.demo

import armtf.inference.Box
import armtf.inference.Picture
import kotlin.math.abs
import kotlin.math.cos
import kotlin.math.sign
import kotlin.math.sin
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class GeometryTest {
    private val wide = Picture(3, 2, intArrayOf(1, 2, 3, 4, 5, 6))

    private fun turned(orientation: Int): Picture =
        wide.turned(exifTurn(orientation))

    @Test
    fun exifOrientationsAreUndone() {
        // From the standard: the corners to which the first pixel and the
        // end of the first row of the stored picture belong.
        val expected = mapOf(
            1 to listOf(1, 2, 3, 4, 5, 6),
            2 to listOf(3, 2, 1, 6, 5, 4),
            3 to listOf(6, 5, 4, 3, 2, 1),
            4 to listOf(4, 5, 6, 1, 2, 3),
            5 to listOf(1, 4, 2, 5, 3, 6),
            6 to listOf(4, 1, 5, 2, 6, 3),
            7 to listOf(6, 3, 5, 2, 4, 1),
            8 to listOf(3, 6, 2, 5, 1, 4),
        )
        for ((orientation, pixels) in expected) {
            val found = turned(orientation)
            assertEquals(if (orientation < 5) 3 else 2, found.width)
            assertArrayEquals(
                "orientation $orientation",
                pixels.toIntArray(),
                found.pixels,
            )
        }
        assertArrayEquals(wide.pixels, turned(0).pixels) // unknown: unchanged
    }

    @Test
    fun framesOfAPhoneHeldUprightAreTurnedAsItsSensorsAre() {
        assertEquals(270, frameRotation(270, 0, front = true))
        assertEquals(90, frameRotation(90, 0, front = false))
    }

    @Test
    fun thePhonesTurnCountsAgainstTheFrontCamera() {
        // On its left side, both sensors' long sides lie level again.
        assertEquals(0, frameRotation(270, 90, front = true))
        assertEquals(0, frameRotation(90, 90, front = false))
        assertEquals(180, frameRotation(270, 270, front = true))
        assertEquals(180, frameRotation(90, 270, front = false))
    }

    @Test
    fun theSizeClosestToVgaIsChosen() {
        val sizes = listOf(1920 to 1080, 640 to 480, 320 to 240, 720 to 480)
        assertEquals(640 to 480, chooseSize(sizes))
    }

    @Test
    fun theCameraOnTheWantedSideIsTakenOrElseWhicheverThereIs() {
        val back = Lens("0", front = false)
        val front = Lens("1", front = true)
        assertEquals("1", chooseLens(listOf(back, front), front = true))
        assertEquals("0", chooseLens(listOf(back, front), front = false))
        assertEquals("1", chooseLens(listOf(front), front = false))
        assertEquals("0", chooseLens(listOf(back), front = true))
        assertNull(chooseLens(listOf(), front = true))
    }

    @Test
    fun camerasCanBeChangedOnlyWhereTheyAreOnTwoSides() {
        val back = Lens("0", front = false)
        val front = Lens("1", front = true)
        assertTrue(haveTwoSides(listOf(back, front)))
        assertFalse(haveTwoSides(listOf(back, Lens("2", front = false))))
        assertFalse(haveTwoSides(listOf(front)))
        assertFalse(haveTwoSides(listOf()))
    }

    @Test
    fun boxesLieOnThePictureInTheView() {
        val picture = Picture(100, 50, IntArray(0))
        val fit = Fit(picture, 200, 300, mirrored = false)
        // Twice as large, with 100 above and below.
        assertEquals(Rectangle(0f, 100f, 200f, 200f), fit.whole)
        assertEquals(
            Rectangle(20f, 120f, 80f, 160f),
            fit.place(Box(10.0, 10.0, 30.0, 20.0)),
        )
    }

    @Test
    fun aMirrorSwapsLeftAndRight() {
        val picture = Picture(100, 50, IntArray(0))
        val fit = Fit(picture, 200, 100, mirrored = true)
        assertEquals(
            Rectangle(120f, 20f, 180f, 60f),
            fit.place(Box(10.0, 10.0, 30.0, 20.0)),
        )
    }

    @Test
    fun aPreviewShowsWhatTheFramesShow() {
        val sizes = listOf(4000 to 3000, 1920 to 1080, 1440 to 1080, 640 to 480)
        assertEquals(1440 to 1080, choosePreviewSize(sizes, 640 to 480))
        assertEquals(1920 to 1080, choosePreviewSize(sizes, 1280 to 720))
        assertEquals(352 to 288, choosePreviewSize(sizes, 352 to 288))
    }

    @Test
    fun thePreviewLiesWhereTheFrameDoesHoweverThePhoneIsTurned() {
        for (display in listOf(0, 90, 180, 270)) {
            val wide = display % 180 != 0
            val (width, height) = if (wide) 800 to 400 else 400 to 800
            val frame = if (wide) Picture(640, 480, IntArray(0))
            else Picture(480, 640, IntArray(0))
            val whole = Fit(frame, width, height, mirrored = false).whole
            val place = previewPlace(frame, width, height, display)
            // The view's upper left corner, about the middle.
            val x = -place.scaleX * width / 2
            val y = -place.scaleY * height / 2
            val angle = Math.toRadians(place.degrees.toDouble())
            val right = x * cos(angle) - y * sin(angle)
            val down = x * sin(angle) + y * cos(angle)
            assertEquals("$display", whole.width / 2.0, abs(right), 1e-3)
            assertEquals("$display", whole.height / 2.0, abs(down), 1e-3)
            // The phone's upper left corner stays where it is in the world.
            val expected = mapOf(
                0 to (-1 to -1), 90 to (-1 to 1), 180 to (1 to 1), 270 to (1 to -1)
            )
            val corner = sign(right).toInt() to sign(down).toInt()
            assertEquals("$display", expected[display], corner)
        }
    }
}
