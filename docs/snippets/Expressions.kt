import java.nio.ByteBuffer
import java.nio.ByteOrder
import org.tensorflow.lite.Interpreter

/** [model] is memory-mapped, or a direct buffer in native order. */
class Expressions(model: ByteBuffer, private val labels: List<String>) :
    AutoCloseable {
    private val interpreter = Interpreter(model)

    /** Takes what Bitmap.getPixels gives; returns a probability per label. */
    fun classify(pixels: IntArray): Map<String, Float> {
        val rgb = ByteBuffer.allocateDirect(3 * pixels.size)
        rgb.order(ByteOrder.nativeOrder())
        for (pixel in pixels) {
            for (shift in listOf(16, 8, 0)) rgb.put((pixel shr shift).toByte())
        }
        rgb.rewind()
        val probabilities = arrayOf(FloatArray(labels.size))
        interpreter.run(rgb, probabilities)
        return labels.zip(probabilities[0].toList()).toMap()
    }

    override fun close() = interpreter.close()
}
