package armtf.inference

import java.security.MessageDigest
import org.json.JSONObject
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class BoxCropTest {
    private val file = readJson(golden.resolve("crops.json"))
    private val cases = file.getJSONArray("crops").objects()
    private val picture =
        pictureOf(golden.resolve(file.getString("picture")).readBytes())
    private val imageSize = file.getInt("image_size")

    private fun square(case: JSONObject) =
        squareAround(case.getJSONArray("box").box(), case.getDouble("margin"))

    @Test
    fun squaresArePythons() {
        assertTrue(cases.size >= 30)
        for (case in cases) {
            val expected = case.getJSONArray("square").doubles()
            val (left, top, side) = expected.map { it.toInt() }
            val region = Region(left, top, left + side, top + side)
            assertEquals(region, square(case))
        }
    }

    @Test
    fun whatIsCutIsPythonsBitForBit() {
        for (case in cases) {
            val square = square(case)
            // As large as it is: resizing changes nothing.
            val cut = cropFace(picture, square, square.width)
            val digest = MessageDigest.getInstance("SHA-256").digest(cut)
            val hex = digest.joinToString("") { "%02x".format(it) }
            assertEquals("$square", case.getString("cut_sha256"), hex)
        }
    }

    @Test
    fun whatIsResizedIsOpenCVsBitForBit() {
        for (case in cases) {
            val found = cropFace(picture, square(case), imageSize)
            assertArrayEquals("$case", case.bytes("resized"), found)
        }
    }

    @Test
    fun halvesAreRoundedUpwards() {
        // 2.5 wide, and the centre on half a pixel, below zero too.
        val square = squareAround(Box(-1.0, 1.0, 2.5, 2.5), 0.0)
        assertEquals(Region(-1, 1, 2, 4), square)
        assertEquals(1, squareAround(Box(5.0, 5.0, 0.2, 0.1), 0.0).width)
    }
}
