package armtf.reading

import kotlin.math.hypot

// How far eyes, nose and mouth may have moved, in faces' sides; beyond, it is
// another face. Two faces side by side are a whole side apart.
private const val FARTHEST = 0.6
private const val PATIENCE = 1.0 // seconds a face may be out of sight
private const val INNER = 4 // points: without the ears, which turn out of sight

/** A face and what it shows; its number stays while it is followed. */
class Face(val number: Int, val found: Found, val reading: Reading)

/** A face in a picture, and what the model says of it. */
class Looked(val found: Found, val probabilities: FloatArray)

/**
 * Numbers the faces of a video and smooths each one's probabilities. The rule
 * is that of `arm_tf/inference/tracking.py`.
 */
class Tracker(private val newSmoother: () -> Smoother) {
    private class Track(var found: Found, var time: Double, val smoother: Smoother)

    private class Pair(val apart: Double, val index: Int, val number: Int)

    private val tracks = sortedMapOf<Int, Track>()
    private var last = 0

    /**
     * Returns the faces in the order found.
     *
     * @param now seconds; never falls.
     */
    fun update(looked: List<Looked>, now: Double): List<Face> {
        tracks.values.removeAll { now - it.time > PATIENCE }
        val numbers = match(looked.map { it.found })
        return looked.mapIndexed { index, face ->
            val number = numbers[index] ?: ++last
            val track = tracks.getOrPut(number) {
                Track(face.found, now, newSmoother())
            }
            track.found = face.found
            track.time = now
            val reading = track.smoother.update(face.probabilities, now)
            Face(number, face.found, reading)
        }
    }

    /** Returns a known number or null per face, the nearest first. */
    private fun match(found: List<Found>): Array<Int?> {
        val numbers = arrayOfNulls<Int>(found.size)
        val pairs = found.flatMapIndexed { index, face ->
            tracks.map { (number, track) ->
                Pair(distance(face, track.found), index, number)
            }
        }
        for (pair in pairs.sortedBy { it.apart }) { // in order where equal
            val free = numbers[pair.index] == null && pair.number !in numbers
            if (free && pair.apart <= FARTHEST) numbers[pair.index] = pair.number
        }
        return numbers
    }
}

/** Returns how far the points are apart, in mean sides of both boxes. */
internal fun distance(one: Found, other: Found): Double {
    val apart = (0 until INNER).sumOf {
        val a = one.points[it]
        val b = other.points[it]
        hypot(a.x - b.x, a.y - b.y)
    } / INNER
    val sides = listOf(one.box, other.box).sumOf { it.width + it.height }
    return 4 * apart / sides
}
