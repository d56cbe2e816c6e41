package armtf.inference

/**
 * A picture, row by row from the top left.
 *
 * @property pixels at least `width * height` of them, 0xAARRGGBB; alpha is
 *     opaque, for Android's bitmaps.
 */
class Picture(val width: Int, val height: Int, val pixels: IntArray)

/** A position in a picture, in pixels; pixel 0 spans 0.0 to 1.0. */
data class Point(val x: Double, val y: Double)

/**
 * A face's bounding box, in pixels. It may extend beyond the picture; its
 * centre may not.
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
