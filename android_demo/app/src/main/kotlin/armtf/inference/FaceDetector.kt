package armtf.inference

import kotlin.math.ceil
import kotlin.math.floor

private const val DOUBTFUL = 0.2 // score from which a second pass is made
private const val MOST_DOUBTFUL = 64 // candidates examined per picture
private const val CONVINCING = 0.6 // score needed in the second pass
private const val COARSE = 24 // input pixels: smaller faces get a second pass
private const val AROUND = 4 // boxes: side of the second pass's square

/** Detects a picture's faces, from left to right. */
fun interface Detector {
    fun detect(picture: Picture): List<Detection>
}

/**
 * Detects faces, their eyes, nose and mouth, with a second pass for small or
 * doubtful faces. The algorithm is that of `arm_tf/faces/detector.py`,
 * described there in full. Not thread-safe.
 */
class FaceDetector(private val network: BlazeFace) : Detector {
    override fun detect(picture: Picture): List<Detection> {
        val xs = 0.0..picture.width.toDouble()
        val ys = 0.0..picture.height.toDouble()
        return suppress(answers(picture), average = false)
            .filter { it.x in xs && it.y in ys }
            .map { detection(it) }
            .sortedWith(
                compareBy(
                    { it.box.x }, { it.box.y }, { it.box.width }, { it.box.height }
                )
            )
    }

    private fun answers(picture: Picture): List<Answer> {
        val all = Region(0, 0, picture.width, picture.height)
        val (clear, doubtful) = network.look(picture, all, DOUBTFUL)
            .partition { it.score >= LEAST_SCORE }
        val coarse = COARSE.toDouble() * maxOf(all.width, all.height) / SIDE
        val faces = suppress(clear).mapNotNull {
            if (it.longer >= coarse) it else closer(picture, it, LEAST_SCORE)
        }.toMutableList()
        for (answer in suppress(doubtful).take(MOST_DOUBTFUL)) {
            if (faces.any { overlap(answer, it) > SAME }) continue
            closer(picture, answer, CONVINCING)?.let { faces += it }
        }
        return faces
    }

    /** Returns a better detection of the same face, or null. */
    private fun closer(picture: Picture, answer: Answer, least: Double): Answer? {
        val half = AROUND * answer.longer / 2
        val region = Region(
            floor(answer.x - half).toInt(),
            floor(answer.y - half).toInt(),
            ceil(answer.x + half).toInt(),
            ceil(answer.y + half).toInt(),
        )
        val best = suppress(network.look(picture, region))
            .firstOrNull { overlap(answer, it) > SAME }
        return best?.takeIf { it.score >= least }
    }
}

private fun detection(answer: Answer) = Detection(
    Box(
        round(answer.x - answer.width / 2),
        round(answer.y - answer.height / 2),
        maxOf(1.0, round(answer.width)),
        maxOf(1.0, round(answer.height)),
    ),
    List(6) { Point(answer.numbers[4 + 2 * it], answer.numbers[5 + 2 * it]) },
    answer.score,
)

private fun round(value: Double) = Math.rint(value) + 0.0 // no -0.0
