/**
 * From the eyes to the face box.
 *
 * Android's detector tells where the eyes are; the crop rule starts from a
 * box as the desktop's detectors draw it. On upright faces that OpenCV's
 * cascades found, the box is WIDTHS times as wide as the eyes are apart, and
 * the eyes are DOWN of its height below its top; `tools/measure_eyes.py`
 * measures both.
 */
package armtf.demo

private const val WIDTHS = 2.5
private const val DOWN = 0.4

/**
 * Returns the face box around a pair of eyes, in the eyes' pixels.
 *
 * @param x of the point in the middle between the eyes; y likewise.
 * @param distance between the eyes.
 */
fun boxAroundEyes(x: Double, y: Double, distance: Double): Box {
    val side = WIDTHS * distance
    return Box(x - side / 2, y - DOWN * side, side, side)
}
