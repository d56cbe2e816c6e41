/**
 * Google's native library is for Android alone: on a JVM this class stands in
 * for Google's of the same name, with the runtime that the app has. It takes
 * only what Google's takes.
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
