package armtf.demo

import armtf.inference.bytes
import armtf.inference.doubles
import armtf.inference.objects
import armtf.inference.rgb
import java.io.File
import java.nio.ByteBuffer
import kotlin.math.abs
import org.json.JSONArray
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertTrue
import org.junit.Test

class FramesTest {
    private val cases =
        JSONArray(File("src/test/resources/frames.json").readText()).objects()

    private fun plane(json: JSONObject) = Plane(
        ByteBuffer.wrap(json.bytes("bytes")),
        json.getInt("row_stride"),
        json.getInt("pixel_stride"),
    )

    private fun frame(json: JSONObject) = Frame(
        json.getInt("width"),
        json.getInt("height"),
        plane(json.getJSONObject("y")),
        plane(json.getJSONObject("u")),
        plane(json.getJSONObject("v")),
        json.getInt("rotation"),
        front = true,
    )

    @Test
    fun framesBecomeNumpysPicturesBitForBit() {
        assertEquals(48, cases.size)
        val reader = FrameReader() // one for all: sizes and layouts change
        for (case in cases) {
            val picture = reader.read(frame(case))
            val size = listOf(picture.width, picture.height).map(Int::toDouble)
            assertEquals(size, case.getJSONArray("upright_size").doubles())
            assertArrayEquals("$case", case.bytes("upright"), picture.rgb())
        }
    }

    @Test
    fun coloursAreJpegsWithinHalfAStep() {
        for (y in 0..255 step 5) for (u in 0..255) for (v in 0..255) {
            val expected = listOf(
                y + 1.402 * (v - 128),
                y - 0.344136 * (u - 128) - 0.714136 * (v - 128),
                y + 1.772 * (u - 128),
            ).map { it.coerceIn(0.0, 255.0) }
            val found = rgb(y, u, v)
            expected.forEachIndexed { index, value ->
                val byte = found shr (16 - 8 * index) and 0xff
                // 1/65536 of a coefficient, times 128, beyond half a step.
                assertTrue("$y $u $v", abs(byte - value) <= 0.5 + 0.004)
            }
        }
    }

    @Test
    fun picturesAreOpaque() {
        assertEquals(0xff, rgb(0, 128, 128) ushr 24)
    }

    @Test
    fun aPictureStaysWhileTheNextTwoAreRead() {
        val reader = FrameReader()
        val pictures = cases.take(3).map { reader.read(frame(it)) }
        assertNotSame(pictures[0].pixels, pictures[1].pixels)
        val upright = cases[0].bytes("upright")
        assertArrayEquals(upright, pictures[0].rgb())
    }

    @Test(expected = IllegalArgumentException::class)
    fun otherAnglesAreRefused() {
        val case = JSONObject(cases[0].toString()).put("rotation", 45)
        FrameReader().read(frame(case))
    }
}
