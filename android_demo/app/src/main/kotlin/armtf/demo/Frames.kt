/**
 * Converts camera frames to upright RGB pictures, rotated in the same pass.
 *
 * Android's cameras use JPEG's YUV: full range, ITU-R BT.601. Pictures are not
 * mirrored here: only the screen is, never the model's input.
 */
package armtf.demo

import armtf.inference.Picture
import java.nio.ByteBuffer

/**
 * One plane of a camera frame.
 *
 * @property rowStride bytes from one row to the next; the last row may be
 *     shorter.
 * @property pixelStride bytes from one value to the next of its row.
 */
class Plane(
    val bytes: ByteBuffer,
    val rowStride: Int,
    val pixelStride: Int,
)

/**
 * A frame in YUV 4:2:0: U and V once for two by two pixels.
 *
 * @property rotation clockwise rotation that makes it upright: 0, 90, 180 or
 *     270 degrees.
 * @property front whether it is from the front camera.
 */
class Frame(
    val width: Int,
    val height: Int,
    val y: Plane,
    val u: Plane,
    val v: Plane,
    val rotation: Int,
    val front: Boolean,
)

/** Converts frames; reuses its buffers. Not thread-safe. */
class FrameReader {
    // The screen draws one picture while the next is made; the third is for
    // a screen that is late.
    private val buffers = Array(3) { IntArray(0) }
    private var turn = 0
    private val rows = Array(3) { ByteArray(0) } // of Y, U and V

    /**
     * Returns a frame as an upright picture, whose pixels are overwritten
     * three calls later.
     */
    fun read(frame: Frame): Picture {
        turn = (turn + 1) % buffers.size
        val size = frame.width * frame.height
        if (buffers[turn].size < size) buffers[turn] = IntArray(size)
        val path = Path.of(frame.rotation, frame.width, frame.height)
        for (row in 0 until frame.height) {
            load(0, frame.y, row)
            if (row % 2 == 0) {
                load(1, frame.u, row / 2)
                load(2, frame.v, row / 2)
            }
            convert(frame, row, path, buffers[turn])
        }
        val turned = frame.rotation % 180 != 0
        return Picture(
            width = if (turned) frame.height else frame.width,
            height = if (turned) frame.width else frame.height,
            pixels = buffers[turn],
        )
    }

    /** Copies a row: reading a buffer byte by byte takes much longer. */
    private fun load(index: Int, plane: Plane, row: Int) {
        if (rows[index].size < plane.rowStride) {
            rows[index] = ByteArray(plane.rowStride)
        }
        val bytes = plane.bytes.duplicate()
        bytes.position(row * plane.rowStride)
        bytes.get(rows[index], 0, minOf(plane.rowStride, bytes.remaining()))
    }

    private fun convert(frame: Frame, row: Int, path: Path, into: IntArray) {
        val (ys, us, vs) = rows
        var at = path.start + row * path.down
        for (column in 0 until frame.width) {
            val half = column / 2
            into[at] = rgb(
                ys[column * frame.y.pixelStride].toInt() and 0xff,
                us[half * frame.u.pixelStride].toInt() and 0xff,
                vs[half * frame.v.pixelStride].toInt() and 0xff,
            )
            at += path.right
        }
    }
}

/** Returns 0xFFRRGGBB by JPEG's formula, in 16-bit fixed point. */
internal fun rgb(y: Int, u: Int, v: Int): Int {
    val base = (y shl 16) + (1 shl 15) // so that the shifts below round
    val red = base + 91881 * (v - 128)
    val green = base - 22553 * (u - 128) - 46802 * (v - 128)
    val blue = base + 116130 * (u - 128)
    return (0xff shl 24) or (byte(red) shl 16) or (byte(green) shl 8) or
        byte(blue)
}

private fun byte(value: Int) = (value shr 16).coerceIn(0, 255)
