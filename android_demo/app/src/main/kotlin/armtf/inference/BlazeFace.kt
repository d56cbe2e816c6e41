/**
 * Input and output of the face detector's network: BlazeFace, full range, 2019,
 * https://arxiv.org/abs/1907.05047. The algorithm is that of
 * `arm_tf/faces/blazeface.py`, described there in full.
 */
package armtf.inference

import java.nio.ByteBuffer
import java.nio.FloatBuffer
import kotlin.math.exp

internal const val SIDE = 192 // pixels of the network's input
internal const val LEAST_SCORE = 0.5
private const val CELLS = 48 // a side
private const val CELL = SIDE / CELLS // pixels
private const val NUMBERS = 16 // per candidate

/**
 * A candidate detection of the network, in pixels.
 *
 * @property numbers centre x and y, width, height, then x and y of right eye,
 *     left eye, nose, mouth, right and left ear.
 */
internal class Answer(val numbers: DoubleArray, val score: Double) {
    val x get() = numbers[0]
    val y get() = numbers[1]
    val width get() = numbers[2]
    val height get() = numbers[3]
    val longer get() = maxOf(width, height)

    /** Returns it in other coordinates: scaled, then moved. */
    fun placed(scale: Double, left: Double, top: Double): Answer {
        val moved = DoubleArray(NUMBERS) { numbers[it] * scale }
        for (at in PLACES) {
            moved[at] += left
            moved[at + 1] += top
        }
        return Answer(moved, score)
    }
}

private val PLACES = intArrayOf(0, 4, 6, 8, 10, 12, 14) // of x, before their y

/** The network's input, and its transform back to the picture. */
internal class Letterbox(
    val small: Picture,
    val pixelSize: Double, // pixels of the picture, per pixel of [small]
    val corner: Point, // of the 192 x 192, in the picture
)

/** The network, from its file. Not thread-safe. */
class BlazeFace(file: ByteBuffer, threads: Int) : AutoCloseable {
    private val network = Network(file, threads)
    private val input = network.inputs[0].bytes.asFloatBuffer()
    private val numbers = network.outputs[0].bytes.asFloatBuffer()
    private val scores = network.outputs[1].bytes.asFloatBuffer()
    private val seen = FloatArray(SIDE * SIDE * 3)

    /**
     * Returns the candidates in a part of a picture, in the picture's pixels:
     * several per face; see [suppress].
     *
     * @param region may extend beyond the picture; it is black there.
     * @param least score from which candidates are kept.
     */
    internal fun look(
        picture: Picture,
        region: Region,
        least: Double = LEAST_SCORE,
    ): List<Answer> {
        val box = letterbox(picture, region)
        fill(box.small)
        input.rewind()
        input.put(seen)
        network.run()
        return decode(numbers, scores, least).map {
            it.placed(box.pixelSize, box.corner.x, box.corner.y)
        }
    }

    private fun fill(small: Picture) {
        seen.fill(-1f)
        val x = (SIDE - small.width) / 2
        val y = (SIDE - small.height) / 2
        var from = 0
        for (row in 0 until small.height) {
            var to = 3 * ((y + row) * SIDE + x)
            repeat(small.width) {
                val pixel = small.pixels[from++]
                seen[to++] = UNIT[pixel shr 16 and 0xff]
                seen[to++] = UNIT[pixel shr 8 and 0xff]
                seen[to++] = UNIT[pixel and 0xff]
            }
        }
    }

    override fun close() = network.close()
}

// A byte's value in [-1, 1], computed in float32 as in Python.
private val UNIT = FloatArray(256) { it * (1 / 127.5).toFloat() - 1f }

internal fun letterbox(picture: Picture, region: Region): Letterbox {
    val whole = Region(0, 0, picture.width, picture.height)
    val part = if (region == whole) picture else picture.part(region)
    val longest = maxOf(part.width, part.height)
    val small = part.shrunk(fit(part.width, longest), fit(part.height, longest))
    val scale = SIDE.toDouble() / longest
    val x = (SIDE - small.width) / 2
    val y = (SIDE - small.height) / 2
    val corner = Point(region.left - x / scale, region.top - y / scale)
    return Letterbox(small, 1 / scale, corner)
}

private fun fit(side: Int, longest: Int) =
    maxOf(1, Math.rint((SIDE * side).toDouble() / longest).toInt())

/** Returns it resized: by area averaging where it shrinks. */
private fun Picture.shrunk(toWidth: Int, toHeight: Int): Picture {
    var image = this
    // Halving is faster than averaging uneven areas.
    while (image.width >= 3 * toWidth && image.height >= 3 * toHeight) {
        val even = image.width % 2 == 0 && image.height % 2 == 0
        image = if (even) image.halved()
        else image.areaMean(image.width / 2, image.height / 2)
    }
    if (toWidth <= image.width && toHeight <= image.height) {
        return image.areaMean(toWidth, toHeight)
    }
    val all = Region(0, 0, image.width, image.height)
    return image.bilinear(all, toWidth, toHeight)
}

/** Returns candidates with a score of [least] or more, in input pixels. */
private fun decode(
    numbers: FloatBuffer,
    scores: FloatBuffer,
    least: Double,
): List<Answer> {
    val answers = mutableListOf<Answer>()
    for (cell in 0 until CELLS * CELLS) {
        val clipped = scores.get(cell).toDouble().coerceIn(-80.0, 80.0)
        val score = 1 / (1 + exp(-clipped))
        if (score < least) continue
        val row = DoubleArray(NUMBERS) {
            numbers.get(NUMBERS * cell + it).toDouble()
        }
        if (row[2] <= 0 || row[3] <= 0) continue
        val left = (cell % CELLS + 0.5) * CELL
        val top = (cell / CELLS + 0.5) * CELL
        answers += Answer(row, score).placed(1.0, left, top)
    }
    return answers
}
