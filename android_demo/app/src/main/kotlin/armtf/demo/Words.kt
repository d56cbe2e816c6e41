package armtf.demo

import android.content.res.Resources

/** What is seen, in the user's words. The labels are the model's own. */
class Words(private val resources: Resources) {
    /** Returns "happiness 87%", or that the answer is unsure. */
    fun answer(reading: Reading): String {
        val share = share(reading.confidence)
        val format = if (reading.sure) R.string.sure else R.string.unsure
        return resources.getString(format, reading.label, share)
    }

    /** Returns all answers, to be read out. */
    fun faces(faces: List<SeenFace>): String {
        if (faces.isEmpty()) return resources.getString(R.string.no_face)
        return faces.joinToString { face ->
            val reading = face.reading
            if (reading.sure) reading.label
            else resources.getString(R.string.unsure_spoken, reading.label)
        }
    }

    /** Returns a line per stage, with its milliseconds. */
    fun times(times: List<StageTime>): List<String> = times.map {
        resources.getString(name(it.stage), it.milliseconds)
    }

    /** Returns a probability in percent. */
    fun share(probability: Float): String =
        resources.getString(R.string.share_percent, 100 * probability)

    private fun name(stage: Stage) = when (stage) {
        Stage.CONVERT -> R.string.stage_convert
        Stage.DETECT -> R.string.stage_detect
        Stage.CROP -> R.string.stage_crop
        Stage.CLASSIFY -> R.string.stage_classify
    }
}
