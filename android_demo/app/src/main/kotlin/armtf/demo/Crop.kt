/**
 * The one face crop: a square around a face box, with a margin.
 *
 * The rule is that of `android_demo/crop.py`, where it is written in full.
 * Pixels are resized with OpenCV's bilinear rule and its weights in whole
 * 1/2048, so that the phone gives the model what the training gave it.
 */
package armtf.demo

import kotlin.math.floor

private const val ONE = 2048 // The weights of two neighbours add up to this.

/** A square in whole pixels; may leave the picture. */
data class Square(val left: Int, val top: Int, val side: Int)

/**
 * Returns the square around a box.
 *
 * @param margin share of the box's longer side added on each side.
 */
fun squareAround(box: Box, margin: Double): Square {
    val longer = maxOf(box.width, box.height) * (1 + 2 * margin)
    val side = maxOf(1, roundHalfUp(longer))
    return Square(
        left = roundHalfUp(box.x + box.width / 2 - side / 2.0),
        top = roundHalfUp(box.y + box.height / 2 - side / 2.0),
        side = side,
    )
}

private fun roundHalfUp(value: Double) = floor(value + 0.5).toInt()

/**
 * Cuts faces out, as a classifier takes them. Not for several threads.
 *
 * @param imageSize side of the result in pixels.
 */
class FaceCrop(private val imageSize: Int) {
    private val columns = Taps(imageSize)
    private val rows = Taps(imageSize)
    private val result = ByteArray(imageSize * imageSize * 3)

    /**
     * Returns rows of RGB bytes, overwritten by the next call. Outside of the
     * picture, its edge is repeated.
     */
    fun cut(picture: Picture, square: Square): ByteArray {
        columns.set(square.left, square.side, picture.width)
        rows.set(square.top, square.side, picture.height)
        var at = 0
        for (row in 0 until imageSize) {
            for (column in 0 until imageSize) {
                for (shift in CHANNELS) {
                    result[at++] = sample(picture, row, column, shift)
                }
            }
        }
        return result
    }

    private fun sample(
        picture: Picture,
        row: Int,
        column: Int,
        shift: Int,
    ): Byte {
        val upper = line(picture, rows.first[row], column, shift)
        val lower = line(picture, rows.second[row], column, shift)
        val below = rows.weight[row]
        // OpenCV drops these very bits between its two passes.
        val sum = ((upper shr 4) * (ONE - below) shr 16) +
            ((lower shr 4) * below shr 16)
        return ((sum + 2) shr 2).toByte()
    }

    private fun line(picture: Picture, y: Int, column: Int, shift: Int): Int {
        val start = y * picture.width
        val left = picture.pixels[start + columns.first[column]] shr shift
        val right = picture.pixels[start + columns.second[column]] shr shift
        val weight = columns.weight[column]
        return (left and 0xff) * (ONE - weight) + (right and 0xff) * weight
    }

    private companion object {
        val CHANNELS = intArrayOf(16, 8, 0) // bits below red, green and blue
    }
}

/** Which two pixels of a line each pixel of the result is made of. */
private class Taps(private val size: Int) {
    val first = IntArray(size)
    val second = IntArray(size)
    val weight = IntArray(size) // of the second, of [ONE]

    /** Resizes `side` pixels from `start` on, of a line of `extent` pixels. */
    fun set(start: Int, side: Int, extent: Int) {
        val scale = side.toDouble() / size
        for (index in 0 until size) {
            // Floats, as in OpenCV.
            val centre = ((index + 0.5) * scale - 0.5).toFloat()
            val low = floor(centre).toInt()
            first[index] = within(start + within(low, side), extent)
            second[index] = within(start + within(low + 1, side), extent)
            weight[index] = Math.rint((centre - low).toDouble() * ONE).toInt()
        }
    }

    private fun within(value: Int, size: Int) = value.coerceIn(0, size - 1)
}
