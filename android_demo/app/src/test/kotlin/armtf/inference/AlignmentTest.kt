package armtf.inference

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Test

class AlignmentTest {
    private val file = readJson(golden.resolve("faces.json"))
    private val template = file.getJSONArray("template").points()
    private val size = file.getInt("image_size")
    private val cuts = file.getJSONArray("cuts").objects()

    private fun picture(name: String) =
        pictureOf(golden.resolve(name).readBytes())

    @Test
    fun cutsArePythonsBitForBit() {
        // Turned, enlarged, halved, and partly or wholly outside.
        val halvings = cuts.map { it.getInt("halvings") }.toSet()
        assertEquals(setOf(0, 1, 2, 3), halvings)
        for (case in cuts) {
            val points = case.getJSONArray("points").points()
            val picture = picture(case.getString("picture"))
            val found = alignFace(picture, points, template, size)
            assertArrayEquals("$points", case.bytes("cut"), found)
        }
    }

    @Test
    fun facesArePythonsBitForBit() {
        for (case in file.getJSONArray("pictures").objects()) {
            val picture = picture(case.getString("picture"))
            for (face in case.getJSONArray("faces").objects()) {
                val points = face.getJSONArray("points").points()
                val found = alignFace(picture, points, template, size)
                assertArrayEquals("$points", face.bytes("cut"), found)
            }
        }
    }

    @Test
    fun pointsInOnePlaceGiveNone() {
        val place = List(4) { Point(3.0, 4.0) }
        assertNull(alignFace(picture("crops.png"), place, template, size))
    }

    @Test
    fun aModelWithPointsIsCutByThemAndAnEarlierOneByTheBox() {
        val picture = picture("crops.png")
        val points = cuts[0].getJSONArray("points").points()
        val face = Detection(Box(8.0, 6.0, 20.0, 20.0), points, 0.9)
        val earlier = Settings("", 0.25, 0.5, 0.3, 0.1)
        val byBox = facePixels(picture, face, earlier, size)
        val square = squareAround(face.box, 0.25)
        assertArrayEquals(cropFace(picture, square, size), byBox)
        val later = earlier.copy(points = template)
        val byPoints = facePixels(picture, face, later, size)
        assertArrayEquals(cuts[0].bytes("cut"), byPoints)
        assertFalse(byBox.contentEquals(byPoints))
        val lost = face.copy(points = List(6) { Point(1.0, 1.0) })
        assertArrayEquals(byBox, facePixels(picture, lost, later, size))
    }
}
