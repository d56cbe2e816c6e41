/** Where things are: on the sensor, in the picture, on the screen. */
package armtf.demo

import armtf.inference.Box
import armtf.inference.Picture
import kotlin.math.abs

private const val LARGEST_PREVIEW = 1920 // pixels

/**
 * Returns the clockwise rotation, 0 to 270 degrees, that makes a frame upright
 * on the screen.
 *
 * @param sensor the camera's SENSOR_ORIENTATION, in degrees.
 * @param display rotation of the screen's content, in degrees.
 * @param front whether it is the front camera, for which the phone turns the
 *     other way.
 */
fun frameRotation(sensor: Int, display: Int, front: Boolean): Int =
    (sensor + (if (front) display else -display) + 360) % 360

/** A camera. [front]: whether it faces the user. */
data class Lens(val id: String, val front: Boolean)

/** Returns the camera on the given side, or else any camera. */
fun chooseLens(lenses: List<Lens>, front: Boolean): String? =
    (lenses.firstOrNull { it.front == front } ?: lenses.firstOrNull())?.id

/** Whether there are front and back cameras to switch between. */
fun haveTwoSides(lenses: List<Lens>) =
    lenses.any { it.front } && lenses.any { !it.front }

/** Returns which of some frame sizes has the number of pixels closest to VGA. */
fun chooseSize(sizes: List<Pair<Int, Int>>): Pair<Int, Int> =
    sizes.minBy { (width, height) -> abs(width * height - 640 * 480) }

/**
 * Returns the size of a preview that shows the same view as the frames: the
 * largest of the same aspect ratio that fits a screen; else the frames' size.
 */
fun choosePreviewSize(
    sizes: List<Pair<Int, Int>>,
    frames: Pair<Int, Int>,
): Pair<Int, Int> = sizes
    .filter { (width, height) ->
        width * frames.second == height * frames.first &&
            maxOf(width, height) <= LARGEST_PREVIEW
    }
    .maxByOrNull { (width, _) -> width } ?: frames

/** A picture's orientation: mirror it first, then rotate it clockwise. */
data class Turn(val degrees: Int, val mirrored: Boolean)

/** Returns what undoes a photograph's Exif orientation. */
fun exifTurn(orientation: Int): Turn = when (orientation) {
    2 -> Turn(0, true)
    3 -> Turn(180, false)
    4 -> Turn(180, true)
    5 -> Turn(270, true)
    6 -> Turn(90, false)
    7 -> Turn(90, true)
    8 -> Turn(270, false)
    else -> Turn(0, false)
}

/** Returns a picture mirrored, then rotated. */
fun Picture.turned(turn: Turn): Picture {
    val path = Path.of(turn.degrees, width, height)
    val result = IntArray(width * height)
    for (y in 0 until height) {
        for (x in 0 until width) {
            val from = if (turn.mirrored) width - 1 - x else x
            result[path.start + y * path.down + x * path.right] =
                pixels[y * width + from]
        }
    }
    val upright = turn.degrees % 180 == 0
    return if (upright) Picture(width, height, result)
    else Picture(height, width, result)
}

/** Where pixels go in a rotated picture, as index steps. */
internal class Path(val start: Int, val right: Int, val down: Int) {
    companion object {
        fun of(rotation: Int, width: Int, height: Int) = when (rotation) {
            0 -> Path(0, 1, width)
            90 -> Path(height - 1, height, -1)
            180 -> Path(width * height - 1, -1, -width)
            270 -> Path((width - 1) * height, -height, 1)
            else -> throw IllegalArgumentException(
                "Expected 0, 90, 180 or 270 degrees. Received: $rotation"
            )
        }
    }
}

/**
 * Fits a whole picture into a rectangle, centred.
 *
 * @property mirrored whether the left of the picture is shown on the right.
 */
class Fit(
    private val picture: Picture,
    width: Int,
    height: Int,
    val mirrored: Boolean,
) {
    /** Pixels of the rectangle, per pixel of the picture. */
    val scale = minOf(
        width.toFloat() / picture.width,
        height.toFloat() / picture.height,
    )

    /** Where the whole picture is. */
    val whole: Rectangle

    init {
        val left = (width - scale * picture.width) / 2
        val top = (height - scale * picture.height) / 2
        whole = Rectangle(
            left,
            top,
            left + scale * picture.width,
            top + scale * picture.height,
        )
    }

    /** Maps a box of the picture into the rectangle. */
    fun place(box: Box): Rectangle {
        val x = if (mirrored) picture.width - box.x - box.width else box.x
        val left = whole.left + scale * x.toFloat()
        val top = whole.top + scale * box.y.toFloat()
        val wide = scale * box.width.toFloat()
        return Rectangle(left, top, left + wide, top + scale * box.height.toFloat())
    }
}
