package armtf.inference

import kotlin.math.hypot

// How far eyes, nose and mouth may move between frames, in faces' sides; beyond
// it is another face. Two faces side by side are a whole side apart.
private const val FARTHEST = 0.6
private const val PATIENCE = 1.0 // seconds a face may be out of sight
private const val INNER = 4 // points: without the ears, which turn out of sight

/** A face and its prediction; its number stays while it is tracked. */
class Face(val number: Int, val detection: Detection, val prediction: Prediction)

/** A face in a picture, and the model's probabilities. */
class Looked(val detection: Detection, val probabilities: FloatArray)

/**
 * Numbers the faces of a video and smooths each one's probabilities. The
 * algorithm is that of `arm_tf/inference/tracking.py`.
 */
class Tracker(private val newSmoother: () -> Smoother) {
    private class Track(var detection: Detection, var time: Double, val smoother: Smoother)

    private class Pair(val apart: Double, val index: Int, val number: Int)

    private val tracks = sortedMapOf<Int, Track>()
    private var last = 0

    /**
     * Returns the faces in the order of detection.
     *
     * @param now seconds; never decreases.
     */
    fun update(looked: List<Looked>, now: Double): List<Face> {
        tracks.values.removeAll { now - it.time > PATIENCE }
        val numbers = match(looked.map { it.detection })
        return looked.mapIndexed { index, face ->
            val number = numbers[index] ?: ++last
            val track = tracks.getOrPut(number) {
                Track(face.detection, now, newSmoother())
            }
            track.detection = face.detection
            track.time = now
            val prediction = track.smoother.update(face.probabilities, now)
            Face(number, face.detection, prediction)
        }
    }

    /** Returns a known number or null per face, the nearest first. */
    private fun match(found: List<Detection>): Array<Int?> {
        val numbers = arrayOfNulls<Int>(found.size)
        val pairs = found.flatMapIndexed { index, face ->
            tracks.map { (number, track) ->
                Pair(distance(face, track.detection), index, number)
            }
        }
        for (pair in pairs.sortedBy { it.apart }) { // in order where equal
            val free = numbers[pair.index] == null && pair.number !in numbers
            if (free && pair.apart <= FARTHEST) numbers[pair.index] = pair.number
        }
        return numbers
    }
}

/** Returns the points' distance, in mean sides of both boxes. */
internal fun distance(one: Detection, other: Detection): Double {
    val apart = (0 until INNER).sumOf {
        val a = one.points[it]
        val b = other.points[it]
        hypot(a.x - b.x, a.y - b.y)
    } / INNER
    val sides = listOf(one.box, other.box).sumOf { it.width + it.height }
    return 4 * apart / sides
}
