/** Benchmarks the phone, so that everybody reports the same measurement. */
package armtf.demo

import armtf.inference.percentile
import java.util.Locale

private const val WARM_UP = 20 // runs that do not count
private const val RUNS = 100

/** Thread counts to measure. */
val THREADS = listOf(1, 2, 4)

/** Milliseconds per run of a step: median and 90th percentile. */
data class Took(val p50: Double, val p90: Double)

/**
 * Milliseconds with a number of threads.
 *
 * @property detect of the detector's first pass over a camera frame.
 * @property classify of a face.
 */
data class Speed(val threads: Int, val detect: Took, val classify: Took)

/**
 * Measures a step.
 *
 * @param clock nanoseconds since any fixed time.
 * @throws InterruptedException if the thread is interrupted.
 */
fun measure(clock: () -> Long, run: () -> Unit): Took {
    repeat(WARM_UP) { run() }
    val times = List(RUNS) {
        if (Thread.interrupted()) throw InterruptedException()
        val start = clock()
        run()
        (clock() - start) / 1e6
    }
    return Took(percentile(times, 50), percentile(times, 90))
}

/**
 * Returns the report to show and share, ending with a row for the README's
 * table.
 *
 * @param device maker and model, and Android's version.
 * @param model name and version.
 * @param runtime version.
 * @param frames times of the steps per camera frame, a line each.
 */
fun report(
    device: String,
    model: String,
    runtime: String,
    speeds: List<Speed>,
    frames: String,
): String {
    val row = listOf(device, model, runtime) + speeds.map {
        "${it.detect.p50.tenths()} + ${it.classify.p50.tenths()}"
    }
    val seen = if (frames.isEmpty()) listOf() else listOf("In the camera:", frames)
    return listOf(
        listOf("Model: $model", "Device: $device", "Runtime: $runtime"),
        seen,
        listOf("$RUNS runs after $WARM_UP to warm up, medians and 90 %:"),
        speeds.map(::line),
        listOf("", row.joinToString(" | ", "| ", " |")),
    ).flatten().joinToString("\n")
}

private fun line(speed: Speed): String {
    val threads =
        if (speed.threads == 1) "1 thread" else "${speed.threads} threads"
    return "$threads: detect ${speed.detect.text()}, " +
        "classify ${speed.classify.text()}"
}

private fun Took.text() = "${p50.tenths()} ms (${p90.tenths()})"

private fun Double.tenths() = "%.1f".format(Locale.ROOT, this)
