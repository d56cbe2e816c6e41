/**
 * Runs an exported expression classifier: the only file that knows the
 * runtime. With `Labels.kt` and `Settings.kt` it needs no other file of this
 * app, so the three can be copied into another one; `Crop.kt` is worth taking
 * along.
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
import org.tensorflow.lite.DataType
import org.tensorflow.lite.Interpreter
import org.tensorflow.lite.TensorFlowLite

internal const val MODEL = "model.tflite"
internal const val DESCRIPTION = "model.json"
internal const val COPY_BOTH = "Copy both files of one export."
internal const val MAKE_ONE = "Export it with `python export/to_tflite.py`."

/** A file that cannot be used; [message] is one line for the user. */
class InputError(override val message: String) : Exception(message)

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

internal fun String?.firstLine(length: Int) =
    orEmpty().lineSequence().first().take(length)

internal fun ByteBuffer.asciiAt(at: Int, length: Int) =
    String(CharArray(length) { get(at + it).toInt().toChar() })
