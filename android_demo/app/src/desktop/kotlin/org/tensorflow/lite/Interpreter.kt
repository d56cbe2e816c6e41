/**
 * Stands in for the runtime's Java class, whose native half is built for
 * Android alone: the calls that the app makes, carried out by the same
 * runtime's C interface on a desktop. Only the tests see it.
 */
package org.tensorflow.lite

import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.bytedeco.javacpp.BytePointer
import org.bytedeco.javacpp.FloatPointer
import org.bytedeco.tensorflowlite.TfLiteTensor
import org.bytedeco.tensorflowlite.global.tensorflowlite.*

class Interpreter(model: ByteBuffer, options: Options) : AutoCloseable {
    class Options {
        internal var threads = 1

        fun setNumThreads(threads: Int): Options {
            this.threads = threads
            return this
        }
    }

    private val bytes = BytePointer(model.duplicate().apply { rewind() })
    private val flatbuffer = TfLiteModelCreate(bytes, model.limit().toLong())
        ?: throw IllegalArgumentException("not a valid flatbuffer")
    private val native = TfLiteInterpreterOptionsCreate().let {
        TfLiteInterpreterOptionsSetNumThreads(it, options.threads)
        TfLiteInterpreterCreate(flatbuffer, it)
    } ?: throw IllegalArgumentException("cannot create an interpreter")

    val inputTensorCount: Int
        get() = TfLiteInterpreterGetInputTensorCount(native)
    val outputTensorCount: Int
        get() = TfLiteInterpreterGetOutputTensorCount(native)

    fun allocateTensors() = check(TfLiteInterpreterAllocateTensors(native))

    fun getInputTensor(index: Int): Tensor =
        DesktopTensor(TfLiteInterpreterGetInputTensor(native, index))

    fun getOutputTensor(index: Int): Tensor =
        DesktopTensor(TfLiteInterpreterGetOutputTensor(native, index))

    fun run(input: Any, output: Any) {
        input as ByteBuffer
        require(input.isDirect && input.order() == ByteOrder.nativeOrder())
        val into = TfLiteInterpreterGetInputTensor(native, 0)
        val size = input.remaining().toLong()
        check(TfLiteTensorCopyFromBuffer(into, BytePointer(input), size))
        check(TfLiteInterpreterInvoke(native))
        val row = (output as Array<*>).single() as FloatArray
        val from = TfLiteInterpreterGetOutputTensor(native, 0)
        val floats = FloatPointer(row.size.toLong())
        check(TfLiteTensorCopyToBuffer(from, floats, 4L * row.size))
        floats.get(row)
    }

    override fun close() {
        TfLiteInterpreterDelete(native)
        TfLiteModelDelete(flatbuffer)
    }

    private fun check(status: Int) {
        check(status == kTfLiteOk) { "Internal error: $status" }
    }
}

private class DesktopTensor(private val native: TfLiteTensor) : Tensor {
    override fun dataType() = when (TfLiteTensorType(native)) {
        kTfLiteFloat32 -> DataType.FLOAT32
        kTfLiteUInt8 -> DataType.UINT8
        else -> DataType.INT8
    }

    override fun numDimensions() = TfLiteTensorNumDims(native)

    override fun shape() =
        IntArray(numDimensions()) { TfLiteTensorDim(native, it) }

    override fun quantizationParams() =
        TfLiteTensorQuantizationParams(native).let {
            Tensor.QuantizationParams(it.scale(), it.zero_point())
        }

    override fun numBytes() = TfLiteTensorByteSize(native).toInt()

    override fun numElements() = shape().fold(1, Int::times)

    override fun shapeSignature() = shape()

    override fun index(): Int = throw UnsupportedOperationException()

    override fun name(): String = throw UnsupportedOperationException()

    override fun asReadOnlyBuffer(): ByteBuffer =
        throw UnsupportedOperationException()
}
