package armtf.demo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.PointF
import android.graphics.Rect
import android.media.FaceDetector

private const val MOST_FACES = 5
private const val MOVING = 320 // pixels of the longer side that is searched
private const val STILL = 960

/**
 * Finds faces with Android's own detector, which is on every phone. It looks
 * for pairs of eyes, of upright faces from the front. Not for several threads.
 */
class EyeFinder : FaceFinder {
    private val found = arrayOfNulls<FaceDetector.Face>(MOST_FACES)
    private val middle = PointF()
    private val paint = Paint(Paint.FILTER_BITMAP_FLAG)
    private var whole: Bitmap? = null
    private var small: Bitmap? = null

    override fun find(picture: Picture, moving: Boolean): List<Box> {
        val longest = maxOf(picture.width, picture.height)
        val scale = minOf(1.0, (if (moving) MOVING else STILL) / longest.toDouble())
        val bitmap = shrink(picture, scale)
        val detector = FaceDetector(bitmap.width, bitmap.height, MOST_FACES)
        val number = detector.findFaces(bitmap, found)
        return found.take(number)
            .filterNotNull()
            .filter { it.confidence() >= FaceDetector.Face.CONFIDENCE_THRESHOLD }
            .map { box(it, picture.width.toDouble() / bitmap.width) }
            .sortedBy { it.x }
    }

    /** Returns the picture as the detector wants it: RGB 565, of even width. */
    private fun shrink(picture: Picture, scale: Double): Bitmap {
        val from = bitmap(
            whole, picture.width, picture.height, Bitmap.Config.ARGB_8888
        )
        from.setPixels(
            picture.pixels, 0, from.width, 0, 0, from.width, from.height
        )
        val width = maxOf(2, (scale * picture.width / 2).toInt() * 2)
        val height = maxOf(2, (scale * picture.height).toInt())
        val to = bitmap(small, width, height, Bitmap.Config.RGB_565)
        Canvas(to).drawBitmap(from, null, Rect(0, 0, width, height), paint)
        whole = from
        small = to
        return to
    }

    private fun bitmap(
        old: Bitmap?,
        width: Int,
        height: Int,
        config: Bitmap.Config,
    ): Bitmap {
        if (old != null && old.width == width && old.height == height) return old
        old?.recycle()
        return Bitmap.createBitmap(width, height, config)
    }

    private fun box(face: FaceDetector.Face, scale: Double): Box {
        face.getMidPoint(middle)
        return boxAroundEyes(
            middle.x * scale,
            middle.y * scale,
            face.eyesDistance() * scale,
        )
    }
}
