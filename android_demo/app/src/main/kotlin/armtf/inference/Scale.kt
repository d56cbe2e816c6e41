/** Resizes pictures, bit-exact with OpenCV. */
package armtf.inference

import kotlin.math.floor

private const val ONE = 2048 // The weights of two neighbours add up to this.

/** A rectangle in whole pixels; may extend beyond the picture. */
data class Region(val left: Int, val top: Int, val right: Int, val bottom: Int) {
    val width get() = right - left
    val height get() = bottom - top
}

/** Returns an opaque pixel from integer channels. */
internal inline fun pixel(channel: (shift: Int) -> Int): Int =
    (0xff shl 24) or (channel(16) shl 16) or (channel(8) shl 8) or channel(0)

/** Returns a part of a picture; what lies outside of the picture is black. */
fun Picture.part(region: Region): Picture {
    val result = IntArray(region.width * region.height) { 0xff shl 24 }
    val from = maxOf(0, region.left)
    val length = minOf(region.right, width) - from
    if (length > 0) {
        for (y in maxOf(0, region.top) until minOf(region.bottom, height)) {
            val to = (y - region.top) * region.width + from - region.left
            System.arraycopy(pixels, y * width + from, result, to, length)
        }
    }
    return Picture(region.width, region.height, result)
}

/**
 * Returns the means of 2 x 2 pixels, halves rounded up; where a side is odd,
 * its last pixels count twice.
 */
fun Picture.halved(): Picture {
    val wide = (width + 1) / 2
    val high = (height + 1) / 2
    val result = IntArray(wide * high)
    for (y in 0 until high) {
        val upper = 2 * y * width
        val lower = minOf(2 * y + 1, height - 1) * width
        for (x in 0 until wide) {
            val right = minOf(2 * x + 1, width - 1)
            val a = pixels[upper + 2 * x]
            val b = pixels[upper + right]
            val c = pixels[lower + 2 * x]
            val d = pixels[lower + right]
            result[y * wide + x] = pixel { shift ->
                val sum = a.byte(shift) + b.byte(shift)
                (sum + c.byte(shift) + d.byte(shift) + 2) shr 2
            }
        }
    }
    return Picture(wide, high, result)
}

private fun Int.byte(shift: Int) = this shr shift and 0xff

/**
 * Returns a part of a picture, resized bilinearly with 11-bit fixed-point
 * weights. Outside of the picture, its edge is repeated.
 */
fun Picture.bilinear(part: Region, toWidth: Int, toHeight: Int): Picture {
    val columns = Taps(part.left, part.width, width, toWidth)
    val rows = Taps(part.top, part.height, height, toHeight)
    val result = IntArray(toWidth * toHeight)
    for (y in 0 until toHeight) {
        val upper = rows.first[y] * width
        val lower = rows.second[y] * width
        val below = rows.weight[y]
        for (x in 0 until toWidth) {
            val left = columns.first[x]
            val right = columns.second[x]
            val aside = columns.weight[x]
            result[y * toWidth + x] = pixel { shift ->
                val above = pixels[upper + left].byte(shift) * (ONE - aside) +
                    pixels[upper + right].byte(shift) * aside
                val under = pixels[lower + left].byte(shift) * (ONE - aside) +
                    pixels[lower + right].byte(shift) * aside
                blend(above, under, below)
            }
        }
    }
    return Picture(toWidth, toHeight, result)
}

/** Blends two sums of weight [ONE], dropping the bits that OpenCV drops. */
private fun blend(above: Int, under: Int, below: Int): Int {
    val one = (above shr 4) * (ONE - below) shr 16
    val two = (under shr 4) * below shr 16
    return (one + two + 2) shr 2
}

/**
 * The two source pixels of a line that each pixel of the result blends.
 *
 * @param start first of [side] pixels on a line of [extent], which become
 *     [size].
 */
private class Taps(start: Int, side: Int, extent: Int, size: Int) {
    val first = IntArray(size)
    val second = IntArray(size)
    val weight = IntArray(size) // of the second, of [ONE]

    init {
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

/** Returns rows of RGB bytes, as networks expect them. */
fun Picture.rgb(): ByteArray {
    val result = ByteArray(3 * width * height)
    for (at in 0 until width * height) {
        result[3 * at] = (pixels[at] shr 16).toByte()
        result[3 * at + 1] = (pixels[at] shr 8).toByte()
        result[3 * at + 2] = pixels[at].toByte()
    }
    return result
}
