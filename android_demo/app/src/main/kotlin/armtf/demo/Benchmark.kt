/** How fast a phone is: the same measurement for everybody who reports one. */
package armtf.demo

import java.util.Locale

private const val WARM_UP = 20 // runs that do not count
private const val RUNS = 100

/** Thread counts to measure. */
val THREADS = listOf(1, 2, 4)

/** Milliseconds of one face, with a number of threads. */
data class Speed(val threads: Int, val p50: Double, val p90: Double)

/**
 * Measures a run of the model.
 *
 * @param clock nanoseconds since whenever.
 * @throws InterruptedException where the thread is told to stop.
 */
fun measure(threads: Int, clock: () -> Long, run: () -> Unit): Speed {
    repeat(WARM_UP) { run() }
    val times = List(RUNS) {
        if (Thread.interrupted()) throw InterruptedException()
        val start = clock()
        run()
        (clock() - start) / 1e6
    }
    return Speed(threads, percentile(times, 50), percentile(times, 90))
}

/**
 * Returns what is shown and shared, a row for the README's table at its end.
 *
 * @param device maker and model, and Android's version.
 * @param model name and version.
 * @param runtime version.
 */
fun report(
    device: String,
    model: String,
    runtime: String,
    speeds: List<Speed>,
): String {
    val lines = speeds.map {
        val threads = if (it.threads == 1) "1 thread" else "${it.threads} threads"
        "$threads: p50 ${it.p50.tenths()} ms, p90 ${it.p90.tenths()} ms"
    }
    val cells = speeds.map { "${it.p50.tenths()} / ${it.p90.tenths()}" }
    val row = listOf(device, model, runtime) + cells
    return listOf(
        "Model: $model",
        "Device: $device",
        "Runtime: $runtime",
        "One face, $RUNS runs after $WARM_UP to warm up:",
        *lines.toTypedArray(),
        "",
        row.joinToString(" | ", "| ", " |"),
    ).joinToString("\n")
}

private fun Double.tenths() = "%.1f".format(Locale.ROOT, this)
