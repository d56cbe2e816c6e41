package armtf.inference

/**
 * A picture, row by row from the top left.
 *
 * @property pixels at least `width * height` of them, 0xAARRGGBB; the opaque
 *     alpha is what Android's bitmaps want.
 */
class Picture(val width: Int, val height: Int, val pixels: IntArray)

/** A place in pixels of a picture; pixel 0 reaches from 0.0 to 1.0. */
data class Point(val x: Double, val y: Double)

/**
 * Where a face is, in pixels. It may leave the picture; its centre may not.
 */
data class Box(
    val x: Double,
    val y: Double,
    val width: Double,
    val height: Double,
)

/**
 * A face in a picture.
 *
 * @property box in whole pixels.
 * @property points right eye (the person's; left in the picture), left eye,
 *     nose, mouth, right ear, left ear. They may lie outside of the picture.
 * @property score in [0.5, 1]: how much it looks like a face.
 */
data class Detection(val box: Box, val points: List<Point>, val score: Double)
