/**
 * An exported expression classifier.
 *
 * Its input is uint8 RGB pixels, its output float32 probabilities; its labels
 * are in `labels.txt`, in the zip archive at the file's end. `model.json` holds
 * the settings for aligning a face and interpreting the prediction. No mean,
 * standard deviation or label order is hard-coded here.
 */
package armtf.inference

import java.nio.ByteBuffer

internal const val MODEL = "model.tflite"
internal const val DESCRIPTION = "model.json"
internal const val COPY_BOTH = "Copy both files of one export."
internal const val MAKE_ONE = "Export it with `python export/to_tflite.py`."

/** A file that cannot be used; [message] is one line for the user. */
class InputError(override val message: String) : Exception(message)

/**
 * An exported `.tflite` file, ready to run. Not thread-safe.
 *
 * @param model the whole file, memory-mapped or in a direct buffer.
 * @param description content of its `model.json`.
 * @param threads number of threads of the runtime.
 * @throws InputError if a file is damaged, is not an expression
 *     classifier, or needs a newer runtime.
 */
class Classifier(model: ByteBuffer, description: String, threads: Int) :
    AutoCloseable {
    /** One per probability. */
    val labels: List<String>
    val settings: Settings

    /** Side of the faces in pixels. */
    val imageSize: Int
    private val network: Network

    init {
        val json = readDescription(model, description)
        labels = readLabels(model)
        network = open(MODEL) { Network(model, threads) }
        try {
            imageSize = inputSide(network, labels.size)
            settings = readSettings(json, labels, imageSize)
        } catch (error: InputError) {
            network.close()
            throw error
        }
    }

    /**
     * Returns the probabilities of a face's expressions, summing to 1.
     *
     * @param face `imageSize * imageSize * 3` bytes: rows of RGB, [0, 255].
     */
    fun classify(face: ByteArray): FloatArray {
        val input = network.inputs[0].bytes
        require(face.size == input.capacity()) {
            "Expected ${input.capacity()} bytes. Received: ${face.size}"
        }
        input.rewind()
        input.put(face)
        network.run()
        val probabilities = FloatArray(labels.size)
        network.outputs[0].bytes.asFloatBuffer().get(probabilities)
        return probabilities
    }

    override fun close() = network.close()
}

/** Returns what [build] returns, or reports which file the runtime rejects. */
internal fun <T> open(file: String, build: () -> T): T {
    val reason = try {
        return build()
    } catch (error: IllegalArgumentException) {
        error.message
    } catch (error: LinkageError) {
        "a device that cannot load the runtime (${error.message})"
    }
    throw InputError(
        "Expected a whole $file that this app's runtime can run. Received: " +
            "${reason.firstLine(200)}. Export it again, or update the app."
    )
}

/** Returns the side of the input; checks types and shapes. */
private fun inputSide(network: Network, numLabels: Int): Int {
    val input = network.inputs[0]
    val output = network.outputs[0]
    val side = input.shape.getOrElse(1) { 0 }
    val right = network.inputs.size == 1 &&
        network.outputs.size == 1 &&
        input.type == NumberType.UINT8 &&
        output.type == NumberType.FLOAT32 &&
        input.shape == listOf(1, side, side, 3) &&
        output.shape == listOf(1, numLabels) &&
        input.scale == 1f && input.zeroPoint == 0
    if (right) return side
    throw InputError(
        "Expected a classifier from uint8 RGB [1, side, side, 3], scale 1 " +
            "and zero point 0, to float32 [1, $numLabels], one per label. " +
            "Received: $input, to $output. $MAKE_ONE"
    )
}

internal fun String?.firstLine(length: Int) =
    orEmpty().lineSequence().first().take(length)

internal fun ByteBuffer.asciiAt(at: Int, length: Int) =
    String(CharArray(length) { get(at + it).toInt().toChar() })
