/** Non-maximum suppression: one detection per face. */
package armtf.inference

internal const val SAME = 0.3 // IoU above which two boxes are one face

/**
 * Returns one detection per face: the best, averaged with those it overlaps.
 *
 * @param average whether to average the others in, or just drop them.
 */
internal fun suppress(answers: List<Answer>, average: Boolean = true): List<Answer> {
    var left = answers.sortedByDescending { it.score }
    val kept = mutableListOf<Answer>()
    while (left.isNotEmpty()) {
        val best = left.first()
        val (same, others) = left.drop(1).partition { overlap(best, it) > SAME }
        kept += if (average) mean(listOf(best) + same) else best
        left = others
    }
    return kept
}

/** Returns the score-weighted mean, with the first one's score. */
private fun mean(group: List<Answer>): Answer {
    val total = group.sumOf { it.score }
    val numbers = DoubleArray(group[0].numbers.size) { at ->
        group.sumOf { it.numbers[at] * it.score } / total
    }
    return Answer(numbers, group[0].score)
}

/** Returns two boxes' intersection over union (IoU). */
internal fun overlap(one: Answer, other: Answer): Double {
    val wide = common(one.x, one.width, other.x, other.width)
    val high = common(one.y, one.height, other.y, other.height)
    val both = wide * high
    return both / (one.width * one.height + other.width * other.height - both)
}

private fun common(centre: Double, size: Double, other: Double, wide: Double) =
    maxOf(
        0.0,
        minOf(centre + size / 2, other + wide / 2) -
            maxOf(centre - size / 2, other - wide / 2),
    )
