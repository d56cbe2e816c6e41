package armtf.demo

import java.security.MessageDigest
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class CropTest {
    private val file = readJson(golden.resolve("crops.json"))
    private val cases = file.getJSONArray("crops").objects()
    private val picture =
        pictureOf(golden.resolve(file.getString("picture")).readBytes())
    private val imageSize = file.getInt("image_size")

    private fun square(case: org.json.JSONObject): Square {
        val (x, y, width, height) = case.getJSONArray("box").doubles()
        val box = Box(x, y, width, height)
        return squareAround(box, case.getDouble("margin"))
    }

    @Test
    fun squaresArePythons() {
        assertTrue(cases.size >= 30)
        for (case in cases) {
            val expected = case.getJSONArray("square").doubles()
            val (left, top, side) = expected.map { it.toInt() }
            assertEquals(Square(left, top, side), square(case))
        }
    }

    @Test
    fun whatIsCutIsPythonsBitForBit() {
        for (case in cases) {
            val square = square(case)
            // As large as it is: resizing changes nothing.
            val cut = FaceCrop(square.side).cut(picture, square)
            val digest = MessageDigest.getInstance("SHA-256").digest(cut)
            val hex = digest.joinToString("") { "%02x".format(it) }
            assertEquals("$square", case.getString("cut_sha256"), hex)
        }
    }

    @Test
    fun whatIsResizedIsOpenCVsBitForBit() {
        val crop = FaceCrop(imageSize)
        for (case in cases) {
            val found = crop.cut(picture, square(case))
            assertArrayEquals("$case", case.bytes("resized"), found)
        }
    }

    @Test
    fun halvesAreRoundedUpwards() {
        // 2.5 wide, and the centre on half a pixel, below zero too.
        assertEquals(Square(-1, 1, 3), squareAround(Box(-1.0, 1.0, 2.5, 2.5), 0.0))
        assertEquals(1, squareAround(Box(5.0, 5.0, 0.2, 0.1), 0.0).side)
    }
}
