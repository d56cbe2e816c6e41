package armtf.inference

import kotlin.math.expm1

/**
 * A face's predicted expression.
 *
 * @property sure whether the prediction is reliable.
 * @property probabilities one per label, summing to 1.
 * @property confidence the shown label's probability.
 */
class Prediction(
    val label: String,
    val sure: Boolean,
    val probabilities: FloatArray,
    val confidence: Float,
)

/**
 * Smooths the probabilities of one face over time, for a label that does not
 * flicker. The algorithm is that of `arm_tf/inference/smoothing.py`, described
 * there in full; in float32 as there, so that both decide alike.
 */
class Smoother(
    private val labels: List<String>,
    private val settings: Settings,
) {
    private val lead = settings.labelLead
    private var mean: FloatArray? = null
    private var time = 0.0 // of the last update, in seconds
    private var shown = 0 // index of the label
    private var sure = true

    /**
     * Returns the [Prediction] after one more frame.
     *
     * @param probabilities one per label, summing to 1.
     * @param now seconds; not before the last update's.
     */
    fun update(probabilities: FloatArray, now: Double): Prediction {
        val before = mean
        val after = blend(before, probabilities, maxOf(0.0, now - time))
        decide(after, first = before == null)
        mean = after
        time = now
        return Prediction(labels[shown], sure, after, after[shown])
    }

    private fun blend(
        before: FloatArray?,
        next: FloatArray,
        seconds: Double,
    ): FloatArray {
        if (before == null) return next.clone()
        val weight = -expm1(-seconds / settings.smoothingSeconds).toFloat()
        return FloatArray(next.size) {
            before[it] + weight * (next[it] - before[it])
        }
    }

    private fun decide(mean: FloatArray, first: Boolean) {
        val best = mean.indices.maxBy { mean[it] }
        val ahead = mean[best] >= mean[shown] + lead.toFloat()
        // The first and unsure predictions are replaced without a lead.
        if (first || !sure || ahead) shown = best
        val waiting = if (first || sure) 0.0 else lead
        // An unsure prediction must be able to become sure.
        val threshold = minOf(settings.unsureBelow + waiting, 1 - lead / 2)
        sure = mean[shown] >= threshold.toFloat()
    }
}
