package armtf.inference

import java.io.ByteArrayOutputStream
import java.nio.ByteBuffer
import java.util.zip.CRC32
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream
import kotlin.random.Random
import org.json.JSONArray
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

private val HEAD = byteArrayOf(0, 0, 0, 0) + "TFL3".toByteArray()

class ModelFilesTest {
    private val shipped = golden.resolve("demo_model")
    private val shippedBytes = shipped.resolve("model.tflite").readBytes()
    private val shippedJson = shipped.resolve("model.json").readText()

    private fun archive(
        text: String,
        name: String = "labels.txt",
        method: Int = ZipEntry.DEFLATED,
    ): ByteArray {
        val bytes = text.toByteArray()
        val out = ByteArrayOutputStream()
        ZipOutputStream(out).use { zip ->
            val entry = ZipEntry(name)
            entry.method = method
            entry.size = bytes.size.toLong()
            entry.crc = CRC32().apply { update(bytes) }.value
            if (method == ZipEntry.STORED) entry.compressedSize = entry.size
            zip.putNextEntry(entry)
            zip.write(bytes)
        }
        return out.toByteArray()
    }

    private fun labels(file: ByteArray) = readLabels(ByteBuffer.wrap(file))

    private fun error(work: () -> Unit): String =
        assertThrows(InputError::class.java) { work() }.message

    private fun checked(message: String, found: String) {
        assertTrue(message, message.startsWith("Expected "))
        assertTrue(message, "Received: " in message && found in message)
        assertEquals(message, 1, message.lines().size)
    }

    @Test
    fun labelsAreReadAsPythonWroteThem() {
        val expected = JSONObject(shippedJson).getJSONArray("labels").strings()
        assertEquals(expected, labels(shippedBytes))
    }

    @Test
    fun labelsAreReadHoweverTheyArePacked() {
        for (method in listOf(ZipEntry.STORED, ZipEntry.DEFLATED)) {
            val file = HEAD + archive("Glück\nRuhe\n", method = method)
            assertEquals(listOf("Glück", "Ruhe"), labels(file))
        }
    }

    @Test
    fun filesWithoutLabelsAreRefused() {
        val files = mapOf(
            "no archive" to HEAD + ByteArray(100),
            "without it" to HEAD + archive("a\nb", name = "others.txt"),
            "65537 bytes" to HEAD + archive("a".repeat(65537)),
        )
        for ((found, file) in files) checked(error { labels(file) }, found)
        checked(error { labels(ByteArray(3)) }, "no archive")
    }

    @Test
    fun labelsMustBeTwoOrMoreAndDifferent() {
        for (text in listOf("", "one\n", "a\nb\na\n", "a\n\nb\n")) {
            val message = error { labels(HEAD + archive(text)) }
            checked(message, "[")
            assertTrue(message, "different labels" in message)
        }
    }

    @Test
    fun cutAndDamagedFilesAreRefusedOrReadRight() {
        val right = labels(shippedBytes)
        for (size in shippedBytes.indices) {
            checked(error { labels(shippedBytes.copyOf(size)) }, "Received")
        }
        val random = Random(3)
        val tail = shippedBytes.size - 300
        repeat(20_000) {
            val damaged = shippedBytes.clone()
            repeat(1 + random.nextInt(3)) {
                val at = random.nextInt(tail, damaged.size)
                damaged[at] = random.nextInt().toByte()
            }
            try { // The checksum leaves no other labels but by other names.
                assertEquals(right, labels(damaged))
            } catch (error: InputError) {
                checked(error.message, "Received")
            }
        }
    }

    private fun describe(change: JSONObject.() -> Unit): Settings {
        val json = JSONObject(shippedJson).apply(change)
        return readSettings(json, labels(shippedBytes), 24)
    }

    @Test
    fun settingsAreWhatTheFileSays() {
        val settings = describe { put("name", "n").put("version", "1") }
        val expected = settingsOf(JSONObject(shippedJson)).copy(name = "n 1")
        assertEquals(expected, settings)
    }

    @Test
    fun theFileMustDescribeTheModelBesideIt() {
        val labels = JSONArray(listOf("left", "top", "blue", "green", "red"))
        checked(error { describe { put("labels", labels) } }, "[left, top")
        checked(error { describe { put("image_size", 48) } }, "48 pixels")
    }

    @Test
    fun settingsMustBeThereAndMakeSense() {
        val names = listOf(
            "crop_margin", "unsure_below", "smoothing_seconds", "label_lead"
        )
        for (name in names) {
            checked(error { describe { remove(name) } }, name)
            checked(error { describe { put(name, "much") } }, name)
            checked(error { describe { put(name, -1) } }, "-1")
            checked(error { describe { put(name, 1e9) } }, "1.0E9")
        }
        checked(error { describe { put("labels", "red") } }, "labels")
        checked(error { describe { remove("image_size") } }, "image_size")
    }

    @Test
    fun hostileDescriptionsAreRefused() {
        val model = ByteBuffer.wrap(shippedBytes)
        val texts = listOf(
            "", "null", "[1]", "{", "{\"labels\"", "\u0000", "{\"a\":1e}x{",
            "{\"a\":".repeat(100_000),
        )
        for (text in texts) {
            val message = error {
                val json = readDescription(model, text)
                readSettings(json, labels(shippedBytes), 24)
            }
            checked(message, "without a usable setting")
        }
    }

    @Test
    fun otherFilesAreNoModels() {
        for (bytes in listOf(ByteArray(0), ByteArray(7), ByteArray(100))) {
            val message = error {
                readDescription(ByteBuffer.wrap(bytes), shippedJson)
            }
            checked(message, "something else")
        }
    }

    @Test
    fun theDigestFindsAnyDamage() {
        val digest = java.security.MessageDigest.getInstance("SHA-256")
            .digest(shippedBytes).joinToString("") { "%02x".format(it) }
        val text = JSONObject(shippedJson).put("sha256", digest).toString()
        readDescription(ByteBuffer.wrap(shippedBytes), text)
        val damaged = shippedBytes.clone()
        damaged[1000] = (damaged[1000] + 1).toByte()
        val message = error {
            readDescription(ByteBuffer.wrap(damaged), text)
        }
        checked(message, "damaged file, or another model's")
    }
}
