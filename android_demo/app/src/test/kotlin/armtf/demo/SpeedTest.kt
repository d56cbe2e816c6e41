package armtf.demo

import armtf.inference.Stage
import armtf.inference.StageTime
import armtf.inference.Times
import armtf.inference.percentile
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
        val took = measure({ now }) {
            runs++
            now += if (runs <= 20) 1_000_000_000L else (runs - 20) * 1_000_000L
        }
        assertEquals(120, runs)
        assertEquals(50.5, took.p50, 1e-9)
        assertEquals(90.1, took.p90, 1e-9)
    }

    @Test(expected = InterruptedException::class)
    fun aMeasurementCanBeStopped() {
        Thread.currentThread().interrupt()
        measure({ now }) {}
    }

    @Test
    fun theReportEndsWithARowForTheReadme() {
        val speeds = listOf(
            Speed(1, Took(20.04, 25.0), Took(3.14, 4.0)),
            Speed(2, Took(12.0, 15.0), Took(2.0, 2.5)),
        )
        val text = report("A phone", "A model", "2.20.0", speeds, "align 1.0 ms")
        val row = "| A phone | A model | 2.20.0 | 20.0 + 3.1 | 12.0 + 2.0 |"
        assertEquals(row, text.lines().last())
        assertTrue(
            "1 thread: detect 20.0 ms (25.0), classify 3.1 ms (4.0)" in text
        )
        assertTrue("In the camera:\nalign 1.0 ms\n" in text)
        val none = report("A phone", "A model", "2.20.0", speeds, "")
        assertTrue("In the camera" !in none)
    }
}
