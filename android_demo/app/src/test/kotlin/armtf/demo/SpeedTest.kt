package armtf.demo

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class SpeedTest {
    private var now = 0L

    @Test
    fun percentilesAreNumpys() {
        // numpy.percentile([4, 1, 3, 2], [50, 90]) = [2.5, 3.7]
        val values = listOf(4.0, 1.0, 3.0, 2.0)
        assertEquals(2.5, percentile(values, 50), 1e-12)
        assertEquals(3.7, percentile(values, 90), 1e-12)
        assertEquals(7.0, percentile(listOf(7.0), 90), 0.0)
    }

    @Test
    fun theMedianOfTheLastHundredTimesIsKept() {
        val times = Times { now }
        for (milliseconds in 1..150) {
            times.measure(Stage.DETECT) { now += milliseconds * 1_000_000L }
        }
        val median = StageTime(Stage.DETECT, 100.5) // of 51 to 150
        assertEquals(listOf(median), times.medians())
    }

    @Test
    fun runsToWarmUpDoNotCount() {
        var runs = 0
        val speed = measure(2, { now }) {
            runs++
            now += if (runs <= 20) 1_000_000_000L else (runs - 20) * 1_000_000L
        }
        assertEquals(120, runs)
        assertEquals(Speed(2, 50.5, 90.1), speed.copy(p90 = 90.1))
        assertEquals(90.1, speed.p90, 1e-9)
    }

    @Test(expected = InterruptedException::class)
    fun aMeasurementCanBeStopped() {
        Thread.currentThread().interrupt()
        measure(1, { now }) {}
    }

    @Test
    fun theReportEndsWithARowForTheReadme() {
        val speeds = listOf(Speed(1, 3.14, 4.0), Speed(2, 2.0, 2.5))
        val text = report("A phone", "A model", "2.16.1", speeds)
        val row = "| A phone | A model | 2.16.1 | 3.1 / 4.0 | 2.0 / 2.5 |"
        assertEquals(row, text.lines().last())
        assertTrue("1 thread: p50 3.1 ms, p90 4.0 ms" in text)
    }
}
