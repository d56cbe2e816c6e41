package armtf.demo

import android.content.res.Resources
import armtf.inference.Face
import armtf.inference.Prediction
import armtf.inference.Stage
import armtf.inference.StageTime

private val LABELS = mapOf(
    "anger" to R.string.anger,
    "contempt" to R.string.contempt,
    "disgust" to R.string.disgust,
    "fear" to R.string.fear,
    "happiness" to R.string.happiness,
    "neutral" to R.string.neutral,
    "sadness" to R.string.sadness,
    "surprise" to R.string.surprise,
)

/** Texts about the results, in the user's language. */
class Words(private val resources: Resources) {
    /** Returns "happiness 87 %", or "fear? 40 %". */
    fun label(prediction: Prediction): String {
        val format = if (prediction.sure) R.string.sure else R.string.unsure
        val share = share(prediction.confidence)
        return resources.getString(format, label(prediction.label), share)
    }

    /** Translates a model's label; unknown ones are unchanged. */
    fun label(name: String): String = LABELS[name]?.let(::text) ?: name

    /** Returns the message shown instead of a picture; null: none. */
    fun message(state: UiState): String? = when (state) {
        is UiState.Starting -> text(R.string.starting)
        is UiState.Broken -> resources.getString(R.string.broken, state.message)
        is UiState.NotAllowed -> text(R.string.not_allowed)
        is UiState.NoCamera -> text(R.string.no_camera)
        is UiState.CameraLost -> text(R.string.camera_lost)
        is UiState.OpeningPicture -> text(R.string.opening_picture)
        is UiState.NoPicture -> text(R.string.no_picture)
        is UiState.Live, is UiState.Still -> null
    }

    /** Returns advice for when no face is detected. */
    fun help(live: Boolean): String =
        text(if (live) R.string.closer else R.string.other_picture)

    /** Returns "Face 1 of 3: next"; null if there is no other face. */
    fun next(index: Int, count: Int): String? =
        if (count < 2) null
        else resources.getString(R.string.next_face, index + 1, count)

    /** Returns the prediction, shown in large letters. */
    fun answer(face: Face?): String = when {
        face == null -> text(R.string.no_face)
        face.prediction.sure -> label(face.prediction.label)
        else -> text(R.string.unsure_answer)
    }

    /** Returns the text next to the prediction. */
    fun detail(face: Face?): String {
        val prediction = face?.prediction ?: return ""
        val share = share(prediction.confidence)
        if (prediction.sure) return share
        return resources.getString(R.string.perhaps, label(prediction.label), share)
    }

    /** Returns all predictions, for a screen reader. */
    fun spoken(faces: List<Face>): String {
        if (faces.isEmpty()) return text(R.string.no_face)
        return faces.joinToString { face ->
            val label = label(face.prediction.label)
            if (face.prediction.sure) label
            else resources.getString(R.string.unsure_spoken, label)
        }
    }

    /** Returns all probabilities of a face, for a screen reader. */
    fun bars(labels: List<String>, prediction: Prediction): String = labels.indices
        .sortedByDescending { prediction.probabilities[it] }
        .joinToString {
            "${label(labels[it])} ${share(prediction.probabilities[it])}"
        }

    /** Returns a line per stage, with its milliseconds. */
    fun times(times: List<StageTime>): List<String> = times.map {
        resources.getString(name(it.stage), it.milliseconds)
    }

    /** Returns a probability in percent. */
    fun share(probability: Float): String =
        resources.getString(R.string.share_percent, 100 * probability)

    private fun text(id: Int) = resources.getString(id)

    private fun name(stage: Stage) = when (stage) {
        Stage.CONVERT -> R.string.stage_convert
        Stage.DETECT -> R.string.stage_detect
        Stage.ALIGN -> R.string.stage_align
        Stage.CLASSIFY -> R.string.stage_classify
    }
}
