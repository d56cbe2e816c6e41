package armtf.demo

import armtf.inference.Box
import armtf.inference.Face
import armtf.inference.Detection
import armtf.inference.Prediction
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class ChoiceTest {
    private val choice = Choice()
    private val prediction = Prediction("calm", true, floatArrayOf(1f), 1f)

    private fun face(number: Int, side: Double): Face {
        val box = Box(0.0, 0.0, side, side)
        return Face(number, Detection(box, listOf(), 0.9), prediction)
    }

    private val faces = listOf(face(4, 30.0), face(2, 50.0), face(7, 20.0))

    @Test
    fun theLargestIsReadUntilOneIsChosen() {
        assertEquals(2, choice.among(faces)?.number)
        choice.number = 7
        assertEquals(7, choice.among(faces)?.number)
    }

    @Test
    fun theFirstChoiceStaysThoughAnotherGrows() {
        choice.among(faces)
        val grown = listOf(face(4, 90.0), face(2, 50.0))
        assertEquals(2, choice.among(grown)?.number)
    }

    @Test
    fun whenTheChosenOneLeavesTheLargestIsRead() {
        choice.number = 7
        assertEquals(2, choice.among(faces.take(2))?.number)
        assertEquals(2, choice.among(faces)?.number)
    }

    @Test
    fun whereThereIsNoneTheChoiceIsKept() {
        choice.number = 7
        assertNull(choice.among(listOf()))
        assertEquals(7, choice.among(faces)?.number)
    }

    @Test
    fun nextGoesThroughAllFromLeftToRight() {
        choice.among(faces)
        val numbers = List(4) {
            choice.next(faces)
            choice.number
        }
        assertEquals(listOf(7, 4, 2, 7), numbers)
        choice.next(listOf())
        assertEquals(7, choice.number)
    }
}
