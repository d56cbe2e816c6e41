/**
 * Google's native library is for Android only, so on a JVM this class replaces
 * Google's class of the same name, using the app's runtime. It accepts only
 * what Google's accepts.
 */
package org.tensorflow.lite

import armtf.inference.Network
import java.nio.ByteBuffer
import java.nio.ByteOrder

class Interpreter(model: ByteBuffer) : AutoCloseable {
    private val network = Network(checked(model), threads = 1)

    fun run(input: Any, output: Any) {
        val pixels = checked(input as ByteBuffer)
        val memory = network.inputs.single().bytes
        require(pixels.remaining() == memory.capacity()) { "$pixels" }
        memory.rewind()
        memory.put(pixels)
        network.run()
        val answer = network.outputs.single()
        val (row) = output as Array<*>
        require(answer.shape == listOf(1, (row as FloatArray).size))
        answer.bytes.asFloatBuffer().get(row)
    }

    override fun close() = network.close()

    private fun checked(buffer: ByteBuffer): ByteBuffer {
        val native = buffer.order() == ByteOrder.nativeOrder()
        require(buffer.isDirect && native) { "$buffer" }
        return buffer.duplicate()
    }
}
