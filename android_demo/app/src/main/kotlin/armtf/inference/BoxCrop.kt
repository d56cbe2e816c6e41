/**
 * The crop of models of earlier versions, which do not know where their
 * training faces have eyes, nose and mouth: a square around a face's box, with
 * a margin. The rule is that of `arm_tf/faces/crop.py`, written there in
 * full.
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

/** Returns a face as a classifier of [size] x [size] pixels takes it. */
fun cropFace(picture: Picture, square: Region, size: Int): ByteArray =
    picture.bilinear(square, size, size).rgb()
