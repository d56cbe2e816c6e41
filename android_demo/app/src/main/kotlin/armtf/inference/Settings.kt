/** A model's settings in `model.json`, checked against the model itself. */
package armtf.inference

import java.nio.ByteBuffer
import java.security.MessageDigest
import org.json.JSONException
import org.json.JSONObject

/**
 * The contents of `model.json` besides the labels.
 *
 * @property name of the model, and its version, for people.
 * @property cropMargin share of a face box's longer side that the crop adds
 *     on each side, where a face is cropped by its box.
 * @property unsureBelow calibrated confidence below which a prediction is not
 *     reliable.
 * @property smoothingSeconds time after which the weight of a video frame's
 *     prediction has decayed to 1/e.
 * @property labelLead probability by which another label must lead to replace
 *     the one shown.
 * @property points where the training faces have right eye, left eye, nose and
 *     mouth, in shares of the side; null in files of earlier versions, whose
 *     faces are cropped by their boxes.
 */
data class Settings(
    val name: String,
    val cropMargin: Double,
    val unsureBelow: Double,
    val smoothingSeconds: Double,
    val labelLead: Double,
    val points: List<Point>? = null,
)

/** Returns `model.json`'s values; checks that they describe this model. */
internal fun readDescription(model: ByteBuffer, text: String): JSONObject {
    if (model.limit() < 8 || model.asciiAt(4, 4) != "TFL3") {
        throw InputError(
            "Expected $MODEL to be a .tflite file. Received: something " +
                "else. $MAKE_ONE"
        )
    }
    val json = try {
        JSONObject(text)
    } catch (error: JSONException) {
        throw unusable(error.message)
    } catch (error: StackOverflowError) {
        throw unusable("nested too deep")
    }
    // The runtime checks little of a file, and a damaged one can crash the
    // app. This detects damage, not tampering, which can update the digest.
    if (json.has("sha256") && json.optString("sha256") != sha256(model)) {
        throw InputError(
            "Expected $MODEL as $DESCRIPTION describes it. Received: a " +
                "damaged file, or another model's. $COPY_BOTH"
        )
    }
    return json
}

private fun sha256(bytes: ByteBuffer): String {
    val digest = MessageDigest.getInstance("SHA-256")
    digest.update(bytes.duplicate().apply { rewind() })
    return digest.digest().joinToString("") { "%02x".format(it) }
}

private fun unusable(reason: String?) = InputError(
    "Expected $DESCRIPTION as the export writes it. Received: a file " +
        "without a usable setting (${reason.firstLine(100)}). $MAKE_ONE"
)

/** Returns `model.json`'s settings, if it describes this model. */
internal fun readSettings(
    json: JSONObject,
    labels: List<String>,
    imageSize: Int,
): Settings {
    try {
        val described = json.getJSONArray("labels")
        val theirs = List(described.length()) { described.getString(it) }
        val side = json.getInt("image_size")
        if (theirs != labels || side != imageSize) {
            throw InputError(
                "Expected $DESCRIPTION of this model, for $imageSize pixels " +
                    "and $labels. Received: one for $side pixels and " +
                    "${theirs.toString().take(200)}. $COPY_BOTH"
            )
        }
        return Settings(
            name = "${json.optString("name")} ${json.optString("version")}",
            cropMargin = json.number("crop_margin", 0.0..2.0),
            unsureBelow = json.number("unsure_below", 0.0..1.0),
            smoothingSeconds = json.number("smoothing_seconds", 0.001..60.0),
            labelLead = json.number("label_lead", 0.0..0.5),
            points = json.points(),
        )
    } catch (error: JSONException) {
        throw unusable(error.message)
    }
}

private fun JSONObject.number(
    name: String,
    limits: ClosedFloatingPointRange<Double>,
): Double {
    val value = getDouble(name)
    if (value !in limits) { // NaN is outside of any limits, too.
        throw InputError(
            "Expected $name in $limits in $DESCRIPTION. Received: $value. " +
                MAKE_ONE
        )
    }
    return value
}

private fun JSONObject.points(): List<Point>? {
    if (isNull("points")) return null
    val array = getJSONArray("points")
    val points = List(array.length()) {
        val place = array.getJSONArray(it)
        if (place.length() != 2) throw JSONException("points: not x and y")
        Point(place.getDouble(0), place.getDouble(1))
    }
    val inside = points.all { it.x in 0.0..1.0 && it.y in 0.0..1.0 }
    if (points.size != 4 || !inside || points.toSet().size < 2) {
        throw InputError(
            "Expected points in $DESCRIPTION: four places in shares of the " +
                "side. Received: ${array.toString().take(100)}. $MAKE_ONE"
        )
    }
    return points
}
