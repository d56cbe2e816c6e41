/**
 * The crop for models from earlier versions, which do not store their training
 * faces' points: a square around a face's box, with a margin. The algorithm is
 * that of `arm_tf/faces/crop.py`, described there in full.
 */
package armtf.inference

import kotlin.math.floor

/**
 * Returns the square around a box.
 *
 * @param margin share of the box's longer side added on each side.
 */
fun squareAround(box: Box, margin: Double): Region {
    val longer = maxOf(box.width, box.height) * (1 + 2 * margin)
    val side = maxOf(1, roundHalfUp(longer))
    val left = roundHalfUp(box.x + box.width / 2 - side / 2.0)
    val top = roundHalfUp(box.y + box.height / 2 - side / 2.0)
    return Region(left, top, left + side, top + side)
}

private fun roundHalfUp(value: Double) = floor(value + 0.5).toInt()

/** Returns a face as a classifier of [size] x [size] pixels expects it. */
fun cropFace(picture: Picture, square: Region, size: Int): ByteArray =
    picture.bilinear(square, size, size).rgb()
