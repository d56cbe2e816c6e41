/** What Python wrote, read again. */
package armtf.demo

import java.io.File
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

/** Returns a PNG file's bytes as the app holds a picture. */
fun pictureOf(png: ByteArray): Picture {
    val image = ImageIO.read(png.inputStream())
    val (width, height) = image.width to image.height
    val pixels = image.getRGB(0, 0, width, height, null, 0, width)
    return Picture(width, height, pixels)
}

/** Returns a picture's pixels as rows of RGB bytes. */
fun Picture.rgb(): ByteArray = ByteArray(width * height * 3) {
    (pixels[it / 3] shr (16 - it % 3 * 8)).toByte()
}

fun settingsOf(json: JSONObject) = Settings(
    name = "",
    cropMargin = json.getDouble("crop_margin"),
    unsureBelow = json.getDouble("unsure_below"),
    smoothingSeconds = json.getDouble("smoothing_seconds"),
    labelLead = json.getDouble("label_lead"),
)
