package armtf.demo

/**
 * A picture, row by row from the top left.
 *
 * @property pixels at least `width * height` of them, 0xAARRGGBB; the opaque
 *     alpha is what Android's bitmaps want.
 */
class Picture(val width: Int, val height: Int, val pixels: IntArray)

/**
 * Where a face is, in pixels of a picture. It may leave the picture; its
 * centre may not.
 */
data class Box(
    val x: Double,
    val y: Double,
    val width: Double,
    val height: Double,
)
