/**
 * Runs an exported expression classifier: the only file that knows the
 * runtime. It needs no other file of this app, so it can be copied into
 * another one; `Crop.kt` is worth taking along.
 *
 * The model says what it needs: uint8 RGB pixels in, float32 probabilities
 * out, its labels in `labels.txt`, in the zip archive at its end.
 * `model.json` holds what the caller must know to cut a face out and to judge
 * the answer. No mean, no deviation, no order of labels is known here.
 */
package armtf.demo

import android.content.res.AssetManager
import java.io.FileInputStream
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.channels.FileChannel
import java.security.MessageDigest
import java.util.zip.CRC32
import java.util.zip.DataFormatException
import java.util.zip.Inflater
import org.json.JSONException
import org.json.JSONObject
import org.tensorflow.lite.DataType
import org.tensorflow.lite.Interpreter
import org.tensorflow.lite.TensorFlowLite

private const val MODEL = "model.tflite"
private const val DESCRIPTION = "model.json"
private const val LONGEST_LABELS = 1 shl 16 // bytes; longer is no list
private const val COPY_BOTH = "Copy both files of one export."
private const val MAKE_ONE = "Export it with `python export/to_tflite.py`."

/** A file that cannot be used; [message] is one line for the user. */
class InputError(override val message: String) : Exception(message)

/**
 * What `model.json` says beside the labels.
 *
 * @property name of the model, and its version, for people.
 * @property cropMargin share of a face box's longer side that the crop adds
 *     on each side.
 * @property unsureBelow calibrated confidence under which the answer is not
 *     to be relied on.
 * @property smoothingSeconds time after which a reading of a video counts
 *     1/e of what it did.
 * @property labelLead probability by which another label must be ahead to
 *     take over.
 */
data class Settings(
    val name: String,
    val cropMargin: Double,
    val unsureBelow: Double,
    val smoothingSeconds: Double,
    val labelLead: Double,
)

/**
 * A `.tflite` file of ours, ready to run. Not for several threads at once.
 *
 * @param model the whole file, memory-mapped or in a direct buffer.
 * @param description what the `model.json` beside it holds.
 * @param threads that the runtime computes with.
 * @throws InputError where a file is damaged, is not an expression
 *     classifier, or needs a newer runtime.
 */
class Classifier(model: ByteBuffer, description: String, threads: Int) :
    AutoCloseable {
    /** One per probability. */
    val labels: List<String>
    val settings: Settings

    /** Side of the faces in pixels. */
    val imageSize: Int
    private val interpreter: Interpreter
    private val input: ByteBuffer
    private val output: Array<FloatArray>

    init {
        val json = readDescription(model, description)
        labels = readLabels(model)
        interpreter = interpreterOf(model, threads)
        try {
            imageSize = inputSide(interpreter, labels.size)
            settings = readSettings(json, labels, imageSize)
        } catch (error: InputError) {
            interpreter.close()
            throw error
        }
        input = ByteBuffer.allocateDirect(imageSize * imageSize * 3)
        input.order(ByteOrder.nativeOrder())
        output = arrayOf(FloatArray(labels.size))
    }

    /**
     * Returns the probabilities of a face's expressions, summing to 1.
     *
     * @param face `imageSize * imageSize * 3` bytes: rows of RGB, [0, 255].
     */
    fun classify(face: ByteArray): FloatArray {
        require(face.size == input.capacity()) {
            "Expected ${input.capacity()} bytes. Received: ${face.size}"
        }
        input.rewind()
        input.put(face)
        input.rewind()
        interpreter.run(input, output)
        return output[0].clone()
    }

    override fun close() = interpreter.close()

    companion object {
        /** Opens the app's own model, `model.tflite` and `model.json`. */
        fun open(assets: AssetManager, threads: Int): Classifier {
            try {
                val model = assets.openFd(MODEL).use { file ->
                    FileInputStream(file.fileDescriptor).channel.map(
                        FileChannel.MapMode.READ_ONLY,
                        file.startOffset,
                        file.declaredLength,
                    )
                }
                val text = assets.open(DESCRIPTION).use { it.readBytes() }
                return Classifier(model, String(text), threads)
            } catch (error: IOException) {
                throw InputError(
                    "Expected $MODEL, not compressed, and $DESCRIPTION in " +
                        "the app. Received: ${error.message}. $COPY_BOTH"
                )
            }
        }

        /** Version of the runtime, such as "2.16.1". */
        fun runtimeVersion(): String = TensorFlowLite.runtimeVersion()
    }
}

/** Returns `model.json`'s values, of the model that they describe. */
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
    // The runtime checks little of a file, and a damaged one can end the app.
    // This finds damage, not malice: who changes both changes the digest.
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

private fun String?.firstLine(length: Int) =
    orEmpty().lineSequence().first().take(length)

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
    if (value !in limits) { // No number is not in any limits either.
        throw InputError(
            "Expected $name in $limits in $DESCRIPTION. Received: $value. " +
                MAKE_ONE
        )
    }
    return value
}

private fun interpreterOf(model: ByteBuffer, threads: Int): Interpreter {
    val options = Interpreter.Options().setNumThreads(threads)
    val reason = try {
        return Interpreter(model, options).also { it.allocateTensors() }
    } catch (error: RuntimeException) { // of the runtime's, all kinds of it
        error.message
    } catch (error: LinkageError) {
        "a phone that cannot load the runtime (${error.message})"
    }
    throw InputError(
        "Expected a whole $MODEL that this app's runtime can run. Received: " +
            "${reason.firstLine(200)}. Export it again, or update the app."
    )
}

/** Returns the side of the input, checked with all else that is agreed on. */
private fun inputSide(interpreter: Interpreter, numLabels: Int): Int {
    val input = interpreter.getInputTensor(0)
    val output = interpreter.getOutputTensor(0)
    val side = input.shape().getOrElse(1) { 0 }
    val steps = input.quantizationParams()
    val right = interpreter.inputTensorCount == 1 &&
        interpreter.outputTensorCount == 1 &&
        input.dataType() == DataType.UINT8 &&
        output.dataType() == DataType.FLOAT32 &&
        input.shape().contentEquals(intArrayOf(1, side, side, 3)) &&
        output.shape().contentEquals(intArrayOf(1, numLabels)) &&
        steps.scale == 1f && steps.zeroPoint == 0
    if (right) return side
    throw InputError(
        "Expected a classifier from uint8 RGB [1, side, side, 3], scale 1 " +
            "and zero point 0, to float32 [1, $numLabels], one per label. " +
            "Received: ${input.dataType()} ${input.shape().toList()}, scale " +
            "${steps.scale}, to ${output.dataType()} " +
            "${output.shape().toList()}. $MAKE_ONE"
    )
}

/** Returns a model's labels, from `labels.txt` in the zip at its end. */
internal fun readLabels(model: ByteBuffer): List<String> {
    val text = try {
        String(zipEntry(model, "labels.txt"))
    } catch (error: DataFormatException) {
        throw withoutLabels("an entry that cannot be inflated")
    } catch (error: RuntimeException) { // an offset beyond the file's end
        throw withoutLabels("a damaged archive")
    }
    val labels = text.trimEnd('\n').split("\n")
    val different = labels.toSet().size == labels.size && labels.size >= 2
    if (!different || labels.any { it.isBlank() }) {
        throw InputError(
            "Expected two or more different labels in $MODEL. Received: " +
                "${labels.toString().take(200)}. $MAKE_ONE"
        )
    }
    return labels
}

private fun withoutLabels(found: String) = InputError(
    "Expected $MODEL to carry its labels, as labels.txt in a zip archive at " +
        "its end. Received: $found, perhaps a file that was cut. $MAKE_ONE"
)

/** Returns an entry of the zip archive at the end of a file. */
private fun zipEntry(file: ByteBuffer, name: String): ByteArray {
    val bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN)
    val last = bytes.limit() - 22 // The end record, without a comment.
    val end = (last downTo maxOf(0, last - 0xffff)).firstOrNull {
        bytes.getInt(it) == 0x06054b50
    } ?: throw withoutLabels("no archive")
    var at = end - bytes.getInt(end + 12)
    // Offsets count from the archive's start, or from the whole file's.
    val start = at - bytes.getInt(end + 16)
    repeat(bytes.unsigned(end + 10)) {
        val length = bytes.unsigned(at + 28)
        if (length == name.length && bytes.asciiAt(at + 46, length) == name) {
            return zipContent(bytes, at, start)
        }
        at += 46 + length + bytes.unsigned(at + 30) + bytes.unsigned(at + 32)
    }
    throw withoutLabels("an archive without it")
}

/** Returns what an entry holds; [at] is where the directory describes it. */
private fun zipContent(bytes: ByteBuffer, at: Int, start: Int): ByteArray {
    val packed = bytes.getInt(at + 20)
    val size = bytes.getInt(at + 24)
    if (packed !in 0..LONGEST_LABELS || size !in 0..LONGEST_LABELS) {
        throw withoutLabels("an entry of $size bytes")
    }
    val header = bytes.getInt(at + 42) + start
    val names = bytes.unsigned(header + 26) + bytes.unsigned(header + 28)
    val raw = ByteArray(packed)
    bytes.position(header + 30 + names)
    bytes.get(raw)
    val content = when (bytes.unsigned(at + 10)) {
        0 -> raw
        8 -> inflate(raw, size)
        else -> throw withoutLabels("an entry packed in an unknown way")
    }
    val sum = CRC32().apply { update(content) }.value.toInt()
    if (sum != bytes.getInt(at + 16)) throw withoutLabels("a damaged entry")
    return content
}

private fun inflate(raw: ByteArray, size: Int): ByteArray {
    val inflater = Inflater(true) // without a header, as in zip archives
    try {
        inflater.setInput(raw)
        val content = ByteArray(size)
        return content.copyOf(inflater.inflate(content))
    } finally {
        inflater.end()
    }
}

private fun ByteBuffer.unsigned(at: Int) = getShort(at).toInt() and 0xffff

private fun ByteBuffer.asciiAt(at: Int, length: Int) =
    String(CharArray(length) { get(at + it).toInt().toChar() })
