package armtf.inference

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class SmootherTest {
    private val file = readJson(golden.resolve("smoothing.json"))
    private val labels = file.getJSONArray("labels").strings()
    private val settings = settingsOf(file.getJSONObject("settings"))

    @Test
    fun readingsArePythonsBitForBit() {
        val smoother = Smoother(labels, settings)
        val steps = file.getJSONArray("steps").objects()
        for (step in steps) {
            val probabilities = step.getJSONArray("probabilities").floats()
            val time = step.getDouble("time")
            val prediction = smoother.update(probabilities, time)
            val smoothed = step.getJSONArray("smoothed").floats()
            assertArrayEquals("$time", smoothed, prediction.probabilities, 0f)
            assertEquals("$time", step.getString("label"), prediction.label)
            assertEquals("$time", step.getBoolean("sure"), prediction.sure)
        }
        assertEquals(setOf(true, false), steps.map { it.getBoolean("sure") }.toSet())
    }

    @Test
    fun anUnsureAnswerMustBeAheadToBecomeSure() {
        val two = listOf("one", "other")
        val smoother = Smoother(two, settings.copy(unsureBelow = 0.6))
        // Each so much later that only the last one counts.
        assertFalse(smoother.update(floatArrayOf(0.55f, 0.45f), 0.0).sure)
        assertFalse(smoother.update(floatArrayOf(0.65f, 0.35f), 1e3).sure)
        assertTrue(smoother.update(floatArrayOf(0.75f, 0.25f), 2e3).sure)
        assertTrue(smoother.update(floatArrayOf(0.65f, 0.35f), 3e3).sure)
    }

    @Test
    fun theFirstPredictionIsWhatTheModelSays() {
        val first = floatArrayOf(0.1f, 0.6f, 0.1f, 0.1f, 0.1f)
        val prediction = Smoother(labels, settings).update(first, 5.0)
        assertArrayEquals(first, prediction.probabilities, 0f)
        assertEquals(labels[1], prediction.label)
        assertEquals(0.6f, prediction.confidence, 0f)
    }
}
