package armtf.inference

import kotlin.math.ceil
import kotlin.math.floor

private const val LEAST_PART = 1e-3 // of a pixel; smaller overlaps are ignored

/**
 * Returns a smaller picture: each new pixel is the mean of the area that it
 * covers. Sums are rounded to float32 where OpenCV does so; otherwise halves
 * would round differently.
 */
fun Picture.areaMean(toWidth: Int, toHeight: Int): Picture {
    val columns = Areas(width, toWidth)
    val rows = Areas(height, toHeight)
    val result = IntArray(toWidth * toHeight)
    val sums = FloatArray(3 * toWidth)
    var share = 0
    for (y in 0 until toHeight) {
        sums.fill(0f)
        for (row in rows.first[y] until rows.end[y]) {
            addRow(row * width, columns, rows.weights[share++], sums)
        }
        for (x in 0 until toWidth) {
            val at = 3 * x
            result[y * toWidth + x] =
                pixel { shift -> rounded(sums[at + 2 - shift / 8]) }
        }
    }
    return Picture(toWidth, toHeight, result)
}

// Rounds half to even, as OpenCV does.
private fun rounded(value: Float) =
    Math.rint(value.toDouble()).toInt().coerceIn(0, 255)

private fun Picture.addRow(
    start: Int,
    columns: Areas,
    weight: Float,
    sums: FloatArray,
) {
    var share = 0
    for (x in columns.first.indices) {
        var red = 0f
        var green = 0f
        var blue = 0f
        for (at in start + columns.first[x] until start + columns.end[x]) {
            val part = columns.weights[share++]
            val value = pixels[at]
            red += part * (value shr 16 and 0xff)
            green += part * (value shr 8 and 0xff)
            blue += part * (value and 0xff)
        }
        sums[3 * x] += weight * red
        sums[3 * x + 1] += weight * green
        sums[3 * x + 2] += weight * blue
    }
}

/** Which of [from] pixels on a line each of [to] covers, and how much. */
private class Areas(private val from: Int, to: Int) {
    val first = IntArray(to)
    val end = IntArray(to)
    val weights: FloatArray // of all of them, in order

    init {
        val scale = from.toDouble() / to
        val shares = mutableListOf<Float>()
        for (index in 0 until to) cover(index, scale, shares)
        weights = shares.toFloatArray()
    }

    private fun cover(index: Int, scale: Double, shares: MutableList<Float>) {
        val low = index * scale
        val high = low + scale
        val covered = minOf(scale, from - low)
        val last = minOf(floor(high).toInt(), from - 1)
        val whole = minOf(ceil(low).toInt(), last)
        val before = whole - low > LEAST_PART
        val after = high - last > LEAST_PART
        first[index] = if (before) whole - 1 else whole
        end[index] = if (after) last + 1 else last
        if (before) shares += ((whole - low) / covered).toFloat()
        repeat(last - whole) { shares += (1 / covered).toFloat() }
        if (after) {
            shares += (minOf(high - last, 1.0, covered) / covered).toFloat()
        }
    }
}
