package armtf.inference

import java.io.File
import kotlin.math.abs
import kotlin.math.hypot
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

private const val HALF_A_PIXEL = 0.5

/** Tests the detector with its network on the golden pictures. */
class FaceDetectorTest {
    private val content = File(
        "../../arm_tf/faces/face_detection_full_range.tflite"
    ).readBytes()
    private val file = readJson(golden.resolve("faces.json"))
    private val cases = file.getJSONArray("pictures").objects()

    private fun picture(case: JSONObject) =
        pictureOf(golden.resolve(case.getString("picture")).readBytes())

    private fun <T> detect(threads: Int = 1, work: (FaceDetector) -> T): T =
        BlazeFace(direct(content), threads).use { work(FaceDetector(it)) }

    @Test
    fun facesAreWherePythonDetectsThem() = detect { detector ->
        for (case in cases) {
            val faces = detector.detect(picture(case))
            val expected = case.getJSONArray("faces").objects()
            assertEquals(expected.size, faces.size)
            expected.zip(faces).forEach { (there, here) -> compare(there, here) }
        }
    }

    private fun compare(expected: JSONObject, found: Detection) {
        val box = expected.getJSONArray("box").box()
        assertEquals(box.x, found.box.x, 1.0)
        assertEquals(box.y, found.box.y, 1.0)
        assertEquals(box.width, found.box.width, 1.0)
        assertEquals(box.height, found.box.height, 1.0)
        assertEquals(expected.getDouble("score"), found.score, 0.01)
        val points = expected.getJSONArray("points").points()
        assertEquals(6, found.points.size)
        points.zip(found.points).forEach { (there, here) ->
            val apart = hypot(there.x - here.x, there.y - here.y)
            assertTrue("$apart", apart <= HALF_A_PIXEL)
        }
    }

    @Test
    fun answersAreAsPythons() = detect { detector ->
        val demo = golden.resolve("demo_model")
        val model = direct(demo.resolve("model.tflite").readBytes())
        val text = demo.resolve("model.json").readText()
        Classifier(model, text, 1).use { classifier ->
            val points = file.getJSONArray("template").points()
            val settings = classifier.settings.copy(points = points)
            for (case in cases) {
                val picture = picture(case)
                val expected = case.getJSONArray("faces").objects()
                expected.zip(detector.detect(picture)).forEach { (there, here) ->
                    val size = classifier.imageSize
                    val pixels = facePixels(picture, here, settings, size)
                    val found = classifier.classify(pixels)
                    val told = there.getJSONArray("probabilities").floats()
                    assertArrayEquals(told, found, 0.02f)
                }
            }
        }
    }

    @Test
    fun threadsChangeNothing() {
        val picture = picture(cases[0])
        val one = detect(1) { it.detect(picture) }
        val four = detect(4) { it.detect(picture) }
        one.zip(four).forEach { (a, b) -> assertEquals(a.box, b.box) }
    }

    @Test
    fun turnedUpsideDownThereIsAnotherAnswerOrNone() = detect { detector ->
        val upright = detector.detect(picture(cases[1]))
        val turned = picture(cases[1]).run {
            Picture(width, height, pixels.reversedArray())
        }
        val eyes = detector.detect(turned).map { it.points[0].y }
        assertTrue(eyes.none { abs(it - upright[0].points[0].y) < 10 })
    }

    @Test
    fun whereThereIsNoFaceNoneIsFound() = detect { detector ->
        val sizes = listOf(1 to 1, 640 to 480, 3 to 900, 1001 to 7, 191 to 193)
        for ((width, height) in sizes) {
            val grey = IntArray(width * height) { 0xff808080.toInt() }
            assertEquals(listOf<Detection>(), detector.detect(Picture(width, height, grey)))
        }
    }

    @Test
    fun aDamagedFileIsRefused() {
        for (size in listOf(0, 7, 1000, content.size / 2)) {
            assertThrows(IllegalArgumentException::class.java) {
                BlazeFace(direct(content.copyOf(size)), 1).close()
            }
        }
    }
}
