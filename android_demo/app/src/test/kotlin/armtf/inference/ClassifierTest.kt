package armtf.inference

import java.io.File
import kotlin.math.abs
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

// Matches Python's XNNPACK bit for bit on all processors tried; other releases
// or processors may round differently.
private const val KERNELS = 0.02

private val THREADS = listOf(1, 2, 4)

/** The classifier with the runtime that phones have. */
class ClassifierTest {
    private val demo = golden.resolve("demo_model")
    private val bytes = demo.resolve("model.tflite").readBytes()
    private val text = demo.resolve("model.json").readText()

    private fun open(model: ByteArray, description: String, threads: Int = 1) =
        Classifier(direct(model), description, threads)

    /** Returns a face with values in some of its bytes. */
    private fun face(value: (x: Int, y: Int, channel: Int) -> Int) =
        ByteArray(24 * 24 * 3) {
            value(it / 3 % 24, it / 72, it % 3).toByte()
        }

    @Test
    fun channelsAndSidesAreInOrder() {
        val faces = mapOf(
            "red" to face { _, _, channel -> if (channel == 0) 255 else 0 },
            "green" to face { _, _, channel -> if (channel == 1) 255 else 0 },
            "blue" to face { _, _, channel -> if (channel == 2) 255 else 0 },
            "top" to face { _, y, _ -> if (y < 12) 255 else 0 },
            "left" to face { x, _, _ -> if (x < 12) 255 else 0 },
        )
        open(bytes, text).use { classifier ->
            for ((label, face) in faces) {
                val probabilities = classifier.classify(face)
                val best = probabilities.indices.maxBy { probabilities[it] }
                assertEquals(label, classifier.labels[best])
                assertEquals(1f, probabilities.sum(), 0.02f)
            }
        }
    }

    @Test
    fun anAnswerStaysAsItWasGiven() {
        open(bytes, text).use { classifier ->
            val first = classifier.classify(face { _, _, _ -> 0 })
            val copy = first.clone()
            classifier.classify(face { _, _, channel -> 100 * channel })
            assertArrayEquals(copy, first, 0f)
        }
    }

    @Test
    fun theShippedModelAnswersAsInPython() {
        val folder = File("../../arm_tf/pretrained/ferplus/tflite")
        val golden = readJson(folder.resolve("golden.json"))
        val model = folder.resolve("model.tflite").readBytes()
        val description = folder.resolve("model.json").readText()
        for (threads in THREADS) {
            open(model, description, threads).use { classifier ->
                val labels = golden.getJSONArray("labels").strings()
                assertEquals(labels, classifier.labels)
                val faces = golden.getJSONArray("faces").objects()
                assertTrue(faces.isNotEmpty())
                for (face in faces) compare(face, classifier)
            }
        }
    }

    private fun compare(face: JSONObject, classifier: Classifier) {
        val expected = face.getJSONArray("probabilities").floats()
        val pixels = pictureOf(face.bytes("png")).rgb()
        val found = classifier.classify(pixels)
        val apart = found.indices.maxOf { abs(found[it] - expected[it]) }
        assertTrue("$apart", apart <= KERNELS)
    }

    @Test
    fun facesOfAnotherSizeAreRefused() {
        open(bytes, text).use { classifier ->
            assertThrows(IllegalArgumentException::class.java) {
                classifier.classify(ByteArray(48 * 48 * 3))
            }
        }
    }

    private fun refused(model: ByteArray, found: String) {
        val message = assertThrows(InputError::class.java) {
            open(model, text).close()
        }.message
        assertTrue(message, message.startsWith("Expected "))
        assertTrue(message, found in message)
    }

    @Test
    fun aModelWithoutItsMiddleIsRefused() {
        // Its labels are intact, its FlatBuffer is not.
        val cut = bytes.copyOfRange(0, 600) + bytes.copyOfRange(1200, bytes.size)
        refused(cut, "Received: ")
    }

    @Test
    fun aModelOfAnotherShapeIsRefused() {
        val six = labelsOf("a\nb\nc\nd\ne\nf\n")
        refused(six, "[1, 6]")
    }

    /** Returns the model with other labels in its archive. */
    private fun labelsOf(labels: String): ByteArray {
        val out = java.io.ByteArrayOutputStream()
        java.util.zip.ZipOutputStream(out).use {
            it.putNextEntry(java.util.zip.ZipEntry("labels.txt"))
            it.write(labels.toByteArray())
        }
        return bytes + out.toByteArray()
    }
}
