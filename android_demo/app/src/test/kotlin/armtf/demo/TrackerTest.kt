package armtf.demo

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class TrackerTest {
    private val settings = Settings("", 0.1, 0.5, 0.3, 0.1)
    private val tracker = Tracker { Smoother(listOf("a", "b"), settings) }

    private fun face(x: Double, first: Float = 0.9f) =
        FoundFace(Box(x, 0.0, 10.0, 10.0), floatArrayOf(first, 1 - first))

    private fun numbers(time: Double, vararg faces: FoundFace) =
        tracker.update(faces.toList(), time).map { it.number }

    @Test
    fun facesKeepTheirNumbersAsTheyMove() {
        assertEquals(listOf(1, 2), numbers(0.0, face(0.0), face(50.0)))
        assertEquals(listOf(2, 1), numbers(0.1, face(52.0), face(2.0)))
        assertEquals(listOf(1, 3), numbers(0.2, face(4.0), face(90.0)))
    }

    @Test
    fun theBetterOverlapWins() {
        numbers(0.0, face(0.0))
        assertEquals(listOf(2, 1), numbers(0.1, face(4.0), face(1.0)))
    }

    @Test
    fun aFaceIsForgottenAfterASecondOutOfSight() {
        assertEquals(listOf(1), numbers(0.0, face(0.0)))
        assertEquals(emptyList<Int>(), numbers(0.5))
        assertEquals(listOf(1), numbers(0.9, face(0.0)))
        assertEquals(listOf(2), numbers(2.0, face(0.0)))
    }

    @Test
    fun eachFaceIsSmoothedByItself() {
        tracker.update(listOf(face(0.0, 0.9f), face(50.0, 0.1f)), 0.0)
        val (one, two) =
            tracker.update(listOf(face(0.0, 0.5f), face(50.0, 0.5f)), 0.1)
        assertTrue(one.reading.probabilities[0] > 0.6f)
        assertTrue(two.reading.probabilities[0] < 0.4f)
    }

    @Test
    fun overlapIsIntersectionOverUnion() {
        val box = Box(0.0, 0.0, 10.0, 10.0)
        assertEquals(1.0, overlap(box, box), 0.0)
        assertEquals(50.0 / 150, overlap(box, Box(5.0, 0.0, 10.0, 10.0)), 1e-9)
        assertEquals(0.0, overlap(box, Box(20.0, 20.0, 5.0, 5.0)), 0.0)
    }
}
