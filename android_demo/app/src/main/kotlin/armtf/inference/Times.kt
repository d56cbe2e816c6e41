package armtf.inference

private const val REMEMBERED = 100 // times of a stage

/** The timed stages of a frame, in order. */
enum class Stage { CONVERT, DETECT, ALIGN, CLASSIFY }

/** How long a stage takes: the median of its last times. */
data class StageTime(val stage: Stage, val milliseconds: Double)

/**
 * Measures stages.
 *
 * @param clock nanoseconds since any fixed time.
 */
class Times(private val clock: () -> Long) {
    private val stages = Stage.values().associateWith { ArrayDeque<Double>() }

    /** Returns what [work] returns, and records its time. */
    fun <T> measure(stage: Stage, work: () -> T): T {
        val start = clock()
        val result = work()
        val times = stages.getValue(stage)
        times.addLast((clock() - start) / 1e6)
        if (times.size > REMEMBERED) times.removeAt(0)
        return result
    }

    /** Returns the stages that ran. */
    fun medians(): List<StageTime> = stages
        .filterValues { it.isNotEmpty() }
        .map { (stage, times) -> StageTime(stage, percentile(times, 50)) }
}

/** Returns a percentile, linearly interpolated as in numpy. */
fun percentile(values: Collection<Double>, percent: Int): Double {
    val sorted = values.sorted()
    val place = (sorted.size - 1) * percent / 100.0
    val low = sorted[place.toInt()]
    val high = sorted[minOf(place.toInt() + 1, sorted.size - 1)]
    return low + (high - low) * (place - place.toInt())
}
