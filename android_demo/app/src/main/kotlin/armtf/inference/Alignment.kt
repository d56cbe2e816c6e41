/**
 * Face alignment: moves eyes, nose and mouth to where the training faces have
 * them. The algorithm is that of `arm_tf/faces/alignment.py`, described there
 * in nine steps; the results are bit-exact.
 */
package armtf.inference

import kotlin.math.floor

private const val ONE = 65536 // fixed-point units per pixel
private const val INNER = 4 // points: without the ears

/**
 * Returns a face as a classifier expects it: rows of RGB bytes; null if all
 * points coincide.
 *
 * @param points right eye, left eye, nose, mouth; others are ignored.
 * @param template their target positions, in shares of the side.
 * @param size side of the result in pixels.
 */
fun alignFace(
    picture: Picture,
    points: List<Point>,
    template: List<Point>,
    size: Int,
): ByteArray? {
    val place = place(points, template, size) ?: return null
    val halvings = countHalvings(place.right, place.down, size)
    val scale = (1 shl halvings).toDouble()
    val x0 = units(place.x / scale - 0.5)
    val y0 = units(place.y / scale - 0.5)
    val dx = units(place.right / size / scale)
    val dy = units(place.down / size / scale)
    val xs = LongArray(size * size) { x0 + it % size * dx - it / size * dy }
    val ys = LongArray(size * size) { y0 + it % size * dy + it / size * dx }
    return sample(picture, xs, ys, halvings)
}

/** Where the middle of the first pixel is, and one side of the aligned face. */
private class Place(
    val x: Double,
    val y: Double,
    val right: Double,
    val down: Double,
)

/** Returns steps 1 to 4. */
private fun place(points: List<Point>, template: List<Point>, size: Int): Place? {
    val middle = mean(points)
    val centre = mean(template)
    var a = 0.0
    var b = 0.0
    var d = 0.0
    for (index in 0 until INNER) {
        val px = points[index].x - middle.x
        val py = points[index].y - middle.y
        val qx = template[index].x - centre.x
        val qy = template[index].y - centre.y
        a += px * qx + py * qy
        b += px * qy - py * qx
        d += px * px + py * py
    }
    val n = a * a + b * b
    if (n == 0.0 || d == 0.0) return null
    val right = a * d / n
    val down = -b * d / n
    val u = 0.5 / size - centre.x
    val v = 0.5 / size - centre.y
    val x = middle.x + u * right - v * down
    val y = middle.y + u * down + v * right
    return Place(x, y, right, down)
}

private fun mean(points: List<Point>): Point {
    val (p0, p1, p2, p3) = points
    return Point((p0.x + p1.x + p2.x + p3.x) / 4, (p0.y + p1.y + p2.y + p3.y) / 4)
}

/** Returns step 5's `k`. */
internal fun countHalvings(right: Double, down: Double, size: Int): Int {
    var square = right * right + down * down
    var halvings = 0
    while (square >= 4.0 * size * size) {
        square /= 4
        halvings++
    }
    return halvings
}

private fun units(value: Double) = floor(value * ONE + 0.5).toLong()

/** Returns steps 6 to 9 at places in units. */
private fun sample(
    picture: Picture,
    xs: LongArray,
    ys: LongArray,
    halvings: Int,
): ByteArray {
    val scale = 1 shl halvings
    val columns = Neighbours(xs, (picture.width + scale - 1) / scale)
    val rows = Neighbours(ys, (picture.height + scale - 1) / scale)
    // Halve only the needed part.
    var part = picture.part(
        Region(
            columns.least * scale,
            rows.least * scale,
            minOf((columns.most + 1) * scale, picture.width),
            minOf((rows.most + 1) * scale, picture.height),
        )
    )
    repeat(halvings) { part = part.halved() }
    return blend(part, columns, rows)
}

private fun blend(part: Picture, columns: Neighbours, rows: Neighbours): ByteArray {
    val result = ByteArray(3 * columns.first.size)
    for (at in columns.first.indices) {
        val upper = (rows.first[at] - rows.least) * part.width - columns.least
        val lower = (rows.second[at] - rows.least) * part.width - columns.least
        val p00 = part.pixels[upper + columns.first[at]]
        val p10 = part.pixels[upper + columns.second[at]]
        val p01 = part.pixels[lower + columns.first[at]]
        val p11 = part.pixels[lower + columns.second[at]]
        val fx = columns.share[at]
        val fy = rows.share[at]
        for (channel in 0..2) {
            val shift = 16 - 8 * channel
            val sum = (p00 shr shift and 0xff) * (256 - fx) * (256 - fy) +
                (p10 shr shift and 0xff) * fx * (256 - fy) +
                (p01 shr shift and 0xff) * (256 - fx) * fy +
                (p11 shr shift and 0xff) * fx * fy
            result[3 * at + channel] = (sum + 32768 shr 16).toByte()
        }
    }
    return result
}

/** Per place on a line of [extent] pixels: its two pixels, the second's share. */
private class Neighbours(places: LongArray, extent: Int) {
    private val last = extent - 1L
    val first = IntArray(places.size) { within(places[it] shr 16) }
    val second = IntArray(places.size) { within((places[it] shr 16) + 1) }
    val share = IntArray(places.size) { (places[it] and 65535).toInt() shr 8 }
    val least = first.minOf { it }
    val most = second.maxOf { it }

    private fun within(place: Long) = place.coerceIn(0, last).toInt()
}
