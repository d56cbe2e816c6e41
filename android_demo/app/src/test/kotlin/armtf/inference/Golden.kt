/** Reads the golden files that Python wrote. */
package armtf.inference

import java.io.File
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.Base64
import javax.imageio.ImageIO
import org.json.JSONArray
import org.json.JSONObject

/** The project's golden files; tests run in the app's folder. */
val golden = File("../../tests/golden")

fun readJson(file: File) = JSONObject(file.readText())

fun JSONArray.objects() = List(length()) { getJSONObject(it) }

fun JSONArray.doubles() = List(length()) { getDouble(it) }

fun JSONArray.strings() = List(length()) { getString(it) }

fun JSONArray.floats() = doubles().map { it.toFloat() }.toFloatArray()

fun JSONObject.bytes(name: String): ByteArray =
    Base64.getDecoder().decode(getString(name))

/** Returns a PNG file's bytes as the app's picture. */
fun pictureOf(png: ByteArray): Picture {
    val image = ImageIO.read(png.inputStream())
    val (width, height) = image.width to image.height
    val pixels = image.getRGB(0, 0, width, height, null, 0, width)
    return Picture(width, height, pixels)
}

/** Returns a file as in the app: in a direct buffer. */
fun direct(bytes: ByteArray): ByteBuffer {
    val buffer = ByteBuffer.allocateDirect(bytes.size)
    buffer.order(ByteOrder.nativeOrder()).put(bytes).rewind()
    return buffer
}

fun JSONArray.points() = List(length()) {
    val (x, y) = getJSONArray(it).doubles()
    Point(x, y)
}

fun JSONArray.box(): Box {
    val (x, y, width, height) = doubles()
    return Box(x, y, width, height)
}

fun settingsOf(json: JSONObject) = Settings(
    name = "",
    cropMargin = json.getDouble("crop_margin"),
    unsureBelow = json.getDouble("unsure_below"),
    smoothingSeconds = json.getDouble("smoothing_seconds"),
    labelLead = json.getDouble("label_lead"),
)
