package armtf.inference

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class TrackerTest {
    private val settings = Settings("", 0.1, 0.5, 0.3, 0.1)
    private val tracker = Tracker { Smoother(listOf("a", "b"), settings) }

    private fun found(x: Double, y: Double = 0.0, side: Double = 40.0): Detection {
        val points = List(6) { Point(x + it * side / 6, y + it * side / 8) }
        return Detection(Box(x, y, side, side), points, 0.9)
    }

    private fun face(x: Double, first: Float = 0.9f) =
        Looked(found(x), floatArrayOf(first, 1 - first))

    private fun numbers(time: Double, vararg faces: Looked) =
        tracker.update(faces.toList(), time).map { it.number }

    @Test
    fun distanceIsInSidesOfTheFace() {
        val here = found(10.0, 20.0)
        assertEquals(0.0, distance(here, here), 0.0)
        assertEquals(1.0, distance(here, found(50.0, 20.0)), 1e-9)
        assertEquals(0.75, distance(here, found(10.0, 50.0)), 1e-9)
    }

    @Test
    fun facesKeepTheirNumbersAsTheyMove() {
        assertEquals(listOf(1, 2), numbers(0.0, face(0.0), face(100.0)))
        assertEquals(listOf(2, 1), numbers(0.1, face(108.0), face(8.0)))
        assertEquals(listOf(1, 3), numbers(0.2, face(16.0), face(180.0)))
    }

    @Test
    fun aBoxThatJumpsDoesNotChangeWhoItIs() {
        val before = found(100.0)
        numbers(0.0, Looked(before, floatArrayOf(0.9f, 0.1f)))
        // The points stay: hair or a hand made the box larger.
        val after = before.copy(box = Box(60.0, 40.0, 110.0, 120.0))
        val same = numbers(0.04, Looked(after, floatArrayOf(0.9f, 0.1f)))
        assertEquals(listOf(1), same)
    }

    @Test
    fun theNearerOneWins() {
        numbers(0.0, face(0.0))
        assertEquals(listOf(2, 1), numbers(0.1, face(12.0), face(2.0)))
    }

    @Test
    fun aFaceFarAwayIsAnother() {
        numbers(0.0, face(0.0))
        assertEquals(listOf(2), numbers(0.04, face(0.6 * 40 + 1)))
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
        tracker.update(listOf(face(0.0, 0.9f), face(100.0, 0.1f)), 0.0)
        val (one, two) =
            tracker.update(listOf(face(0.0, 0.5f), face(100.0, 0.5f)), 0.1)
        assertTrue(one.prediction.probabilities[0] > 0.6f)
        assertTrue(two.prediction.probabilities[0] < 0.4f)
    }
}
