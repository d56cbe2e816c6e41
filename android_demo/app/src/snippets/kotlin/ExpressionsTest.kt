import armtf.inference.bytes
import armtf.inference.direct
import armtf.inference.floats
import armtf.inference.objects
import armtf.inference.pictureOf
import armtf.inference.readJson
import armtf.inference.strings
import java.io.File
import kotlin.math.abs
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

// As in ClassifierTest.kt; identical on all processors tried so far.
private const val KERNELS = 0.02

/** The Kotlin of docs/your_own_app.md gives the golden predictions. */
class ExpressionsTest {
    private fun check(model: String) {
        val folder = File("../../arm_tf/pretrained/$model/tflite")
        val golden = readJson(folder.resolve("golden.json"))
        val labels = golden.getJSONArray("labels").strings()
        val faces = golden.getJSONArray("faces").objects()
        val file = direct(folder.resolve("model.tflite").readBytes())
        val apart = Expressions(file, labels).use { expressions ->
            faces.maxOf { face ->
                val pixels = pictureOf(face.bytes("png")).pixels
                val found = expressions.classify(pixels)
                assertEquals(labels, found.keys.toList())
                val expected = face.getJSONArray("probabilities").floats()
                found.values.zip(expected.asIterable()) { a, b -> abs(a - b) }.max()
            }
        }
        println("$model: largest difference $apart")
        assertTrue("$apart", apart <= KERNELS)
    }

    @Test
    fun ferplus() = check("ferplus")

    @Test
    fun mobile() = check("mobile")

    @Test
    fun mobileArm() = check("mobile_arm")

    @Test
    fun fer2013() = check("fer2013")
}
