package armtf.demo

private const val OVERLAP = 0.3 // of two boxes' union: one face from here on
private const val PATIENCE = 1.0 // seconds a face may be out of sight

/** A face on the screen; its number stays while it is followed. */
data class SeenFace(val number: Int, val box: Box, val reading: Reading)

/** A face in a picture, and what the model says of it. */
class FoundFace(val box: Box, val probabilities: FloatArray)

/**
 * Numbers the faces of a video and smooths each one's probabilities, as
 * `android_demo/tracking.py` does.
 */
class Tracker(private val newSmoother: () -> Smoother) {
    private class Track(var box: Box, var time: Double, val smoother: Smoother)

    private val tracks = sortedMapOf<Int, Track>()
    private var last = 0

    /**
     * Returns the faces in the order found.
     *
     * @param now seconds; never falls.
     */
    fun update(found: List<FoundFace>, now: Double): List<SeenFace> {
        tracks.values.removeAll { now - it.time > PATIENCE }
        val numbers = match(found)
        return found.mapIndexed { index, face ->
            val number = numbers[index] ?: ++last
            val track = tracks.getOrPut(number) {
                Track(face.box, now, newSmoother())
            }
            track.box = face.box
            track.time = now
            val reading = track.smoother.update(face.probabilities, now)
            SeenFace(number, face.box, reading)
        }
    }

    /** Returns a known number or null per face, best overlap first. */
    private fun match(found: List<FoundFace>): Array<Int?> {
        val numbers = arrayOfNulls<Int>(found.size)
        val pairs = found.indices.flatMap { index ->
            tracks.map { (number, track) ->
                Triple(overlap(found[index].box, track.box), index, number)
            }
        }
        for ((score, index, number) in pairs.sortedByDescending { it.first }) {
            if (score < OVERLAP) break
            val free = numbers[index] == null && number !in numbers
            if (free) numbers[index] = number
        }
        return numbers
    }
}

/** Returns the common area of two boxes as a share of their union. */
internal fun overlap(one: Box, other: Box): Double {
    val width = minOf(one.x + one.width, other.x + other.width) -
        maxOf(one.x, other.x)
    val height = minOf(one.y + one.height, other.y + other.height) -
        maxOf(one.y, other.y)
    val common = maxOf(0.0, width) * maxOf(0.0, height)
    val areas = one.width * one.height + other.width * other.height
    return common / (areas - common)
}
