/**
 * Runs a `.tflite` file: the only file that uses the runtime, TensorFlow Lite
 * through JavaCPP's bindings of its C++ API. Phones and desktops run the same
 * code, each with the native library for its processor.
 */
package armtf.inference

import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.bytedeco.javacpp.BytePointer
import org.bytedeco.javacpp.Pointer
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK
import org.bytedeco.tensorflowlite.FlatBufferModelBase
import org.bytedeco.tensorflowlite.Interpreter
import org.bytedeco.tensorflowlite.InterpreterBuilder
import org.bytedeco.tensorflowlite.TfLiteTensor
import org.bytedeco.tensorflowlite.global.tensorflowlite.TfLiteVersion
import org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteFloat32
import org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteOk
import org.bytedeco.tensorflowlite.global.tensorflowlite.kTfLiteUInt8

/** The version of the runtime, such as "2.20.0". */
fun runtimeVersion(): String = TfLiteVersion().string

enum class NumberType { UINT8, FLOAT32, OTHER }

/**
 * A network's input or output.
 *
 * @property shape its dimensions.
 * @property scale of the quantization; 0 if it is not quantized.
 * @property bytes its memory, shared with the network.
 */
class Tensor(
    val type: NumberType,
    val shape: List<Int>,
    val scale: Float,
    val zeroPoint: Int,
    val bytes: ByteBuffer,
) {
    override fun toString() =
        "$type $shape, scale $scale, zero point $zeroPoint"
}

/**
 * A network, ready to run with XNNPACK's kernels. Not thread-safe.
 *
 * @param file the whole `.tflite` file, memory-mapped or in a direct buffer.
 * @param threads number of threads of the runtime.
 * @throws IllegalArgumentException if the runtime cannot run it.
 * @throws LinkageError if the runtime does not load on this device.
 */
class Network(file: ByteBuffer, threads: Int) : AutoCloseable {
    init {
        // By default JavaCPP allocates no more once the process uses four
        // times Java's maximum heap, which is soon on a small phone.
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0")
    }

    val inputs: List<Tensor>
    val outputs: List<Tensor>
    private val interpreter = Interpreter(null as Pointer?)
    private val kept = mutableListOf<Pointer>(interpreter) // last one first

    init {
        try {
            build(file, threads)
            val numInputs = interpreter.inputs().limit()
            inputs = List(numInputs.toInt()) {
                describe(interpreter.input_tensor(it.toLong()))
            }
            val numOutputs = interpreter.outputs().limit()
            outputs = List(numOutputs.toInt()) {
                describe(interpreter.output_tensor(it.toLong()))
            }
        } catch (error: IllegalArgumentException) {
            close()
            throw error
        }
    }

    private fun build(file: ByteBuffer, threads: Int) {
        val bytes = keep(BytePointer(file.duplicate().apply { rewind() }))
        val size = file.limit().toLong()
        val model = FlatBufferModelBase.VerifyAndBuildFromBuffer(bytes, size)
        require(model != null && !model.isNull) { "not a valid flatbuffer" }
        keep(model)
        val resolver = keep(BuiltinOpResolverWithXNNPACK())
        val builder = InterpreterBuilder(model, resolver)
        builder.SetNumThreads(threads)
        val built = builder.apply(interpreter) == kTfLiteOk
        builder.deallocate()
        require(built && !interpreter.isNull) { "cannot create an interpreter" }
        val ready = interpreter.AllocateTensors() == kTfLiteOk
        require(ready) { "cannot prepare its operators" }
    }

    private fun <T : Pointer> keep(pointer: T): T {
        kept.add(1, pointer)
        return pointer
    }

    /** Computes the outputs from the inputs' memory. */
    fun run() {
        check(interpreter.Invoke() == kTfLiteOk) { "The runtime failed." }
    }

    /** Frees all memory, including the tensors'. */
    override fun close() {
        kept.forEach { it.deallocate() }
        kept.clear()
    }
}

private fun describe(tensor: TfLiteTensor): Tensor {
    val type = when (tensor.type()) {
        kTfLiteUInt8 -> NumberType.UINT8
        kTfLiteFloat32 -> NumberType.FLOAT32
        else -> NumberType.OTHER
    }
    val sides = tensor.dims()
    val memory = BytePointer(tensor.data().raw()).capacity(tensor.bytes())
    return Tensor(
        type,
        List(sides.size()) { sides.data(it) },
        tensor.params().scale(),
        tensor.params().zero_point(),
        memory.asByteBuffer().order(ByteOrder.nativeOrder()),
    )
}
