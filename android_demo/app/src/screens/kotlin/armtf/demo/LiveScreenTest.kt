package armtf.demo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.SurfaceTexture
import android.os.Looper
import android.view.TextureView
import android.view.View
import armtf.inference.Box
import armtf.inference.Face
import armtf.inference.Detection
import armtf.inference.Picture
import armtf.inference.Prediction
import java.io.File
import javax.imageio.ImageIO
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Tests what the screen shows for a camera's frames. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], qualifiers = "w400dp-h800dp-port-xhdpi")
class LiveScreenTest {
    private val labels = listOf("neutral", "happiness", "surprise", "anger")
    private val activity =
        Robolectric.buildActivity(MainActivity::class.java).setup().get()
    private val screen = Screen(activity, null) { labels }

    private val picture = run {
        val file = File("../../tests/golden/faces_room.png")
        val image = ImageIO.read(file)
        val (width, height) = image.width to image.height
        val pixels = image.getRGB(0, 0, width, height, null, 0, width)
        Picture(width, height, pixels)
    }

    private fun face(number: Int, box: Box, best: Int, share: Float): Face {
        val probabilities = FloatArray(4) { (1 - share) / 3 }
        probabilities[best] = share
        val prediction = Prediction(labels[best], share > 0.5f, probabilities, share)
        return Face(number, Detection(box, listOf(), 0.9), prediction)
    }

    private val happy = face(3, Box(27.0, 91.0, 105.0, 105.0), 1, 0.9f)
    private val unsure = face(8, Box(190.0, 47.0, 73.0, 73.0), 3, 0.41f)

    private fun show(vararg faces: Face) = screen.show(
        UiState.Live(Seen(picture, faces.toList(), listOf()), mirrored = true)
    )

    @Test
    fun anUnsureAnswerIsSaidAsSuch() {
        show(unsure)
        assertEquals("Unsure", activity.text(R.id.answer))
        assertEquals("perhaps anger, 41\u00a0%", activity.text(R.id.detail))
        val spoken = activity.findViewById<View>(R.id.faces).contentDescription
        assertEquals("unsure, perhaps anger", spoken)
        activity.draw("unsure")
    }

    @Test
    fun theChosenFaceStaysWhileAnotherComesAndGoes() {
        show(unsure)
        show(happy, unsure)
        assertEquals("Unsure", activity.text(R.id.answer))
        activity.draw("mirrored")
        show(happy)
        assertEquals("happiness", activity.text(R.id.answer))
    }

    @Test
    fun theFrontCameraShowsAMirror() {
        val red = 0xffff0000.toInt()
        val blue = 0xff0000ff.toInt()
        val two = Seen(Picture(2, 1, intArrayOf(red, blue)), listOf(), listOf())
        val left = listOf(true, false).map { mirrored ->
            screen.show(UiState.Live(two, mirrored))
            shadowOf(Looper.getMainLooper()).idle()
            val view = activity.findViewById<View>(R.id.faces)
            val drawn = Bitmap.createBitmap(
                view.width, view.height, Bitmap.Config.ARGB_8888
            )
            view.draw(Canvas(drawn))
            drawn.getPixel(view.width / 20, view.height / 2)
        }
        assertEquals(listOf(blue, red), left)
    }

    @Test
    fun withoutAFaceItSaysWhatHelps() {
        show()
        assertEquals("No face found", activity.text(R.id.answer))
        assertEquals("Come closer, into the light.", activity.text(R.id.help))
        assertFalse(activity.isShown(R.id.next))
    }

    @Test
    fun answersInAHurryAreNotAllReadOut() {
        show(happy)
        val faces = activity.findViewById<View>(R.id.faces)
        repeat(9) { show(if (it % 2 == 0) unsure else happy) }
        assertEquals("happiness", faces.contentDescription)
        val polite = View.ACCESSIBILITY_LIVE_REGION_POLITE
        assertEquals(polite, faces.accessibilityLiveRegion)
    }

    @Test
    fun theBarsAreReadOutAsTheChosenFacesOwn() {
        show(happy, unsure)
        val bars = activity.findViewById<View>(R.id.bars)
        assertTrue("${bars.contentDescription}".startsWith("happiness"))
        show(unsure) // before another prediction is announced
        assertTrue("${bars.contentDescription}".startsWith("anger"))
        show()
        assertEquals(null, bars.contentDescription)
    }

    @Test
    fun overThePreviewOnlyTheFacesAreDrawn() {
        val view = activity.findViewById<View>(R.id.faces)
        val live =
            UiState.Live(Seen(picture, listOf(happy), listOf()), mirrored = true)
        val (alone, over) = listOf(false, true).map { overlay ->
            screen.show(live, overlay)
            shadowOf(Looper.getMainLooper()).idle()
            val drawn = Bitmap.createBitmap(
                view.width, view.height, Bitmap.Config.ARGB_8888
            )
            view.draw(Canvas(drawn))
            drawn
        }
        val fit = Fit(picture, view.width, view.height, mirrored = true)
        val box = fit.place(happy.detection.box)
        val (x, y) = (box.left + box.width / 2).toInt() to box.top.toInt()
        assertEquals(0, over.getPixel(x, (y + box.height / 2).toInt()))
        assertEquals(alone.getPixel(x, y), over.getPixel(x, y))
        assertTrue("its box", over.getPixel(x, y) != 0)
        assertEquals(255, Color.alpha(alone.getPixel(1, 1)))
    }

    @Test
    fun theCameraIsToldWhereToDrawAndWhenNotTo() {
        val told = mutableListOf<SurfaceTexture?>()
        val preview = Preview(TextureView(activity)) { told += it }
        val texture = SurfaceTexture(0)
        preview.onSurfaceTextureAvailable(texture, 8, 8)
        assertFalse("nothing is drawn yet", preview.showing)
        preview.onSurfaceTextureUpdated(texture)
        assertTrue(preview.showing)
        preview.onSurfaceTextureDestroyed(texture)
        assertFalse(preview.showing)
        assertEquals(listOf(texture, null), told)
    }
}
