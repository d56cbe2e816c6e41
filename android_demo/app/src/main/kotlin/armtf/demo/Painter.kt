package armtf.demo

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.DashPathEffect
import android.graphics.Paint
import android.graphics.RectF
import armtf.inference.Face

/**
 * Draws a picture with its faces: on the screen, and for sharing. A confident
 * prediction has a solid box, an unsure one a dashed box and a question mark.
 *
 * @param letters font size of the labels, in pixels.
 */
class Painter(context: Context, private val letters: Float) {
    private val words = Words(context.resources)
    private val sure = context.getColor(R.color.sure)
    private val unsure = context.getColor(R.color.unsure)
    private val white = context.getColor(R.color.on_picture)
    private val picturePaint = Paint(Paint.FILTER_BITMAP_FLAG)
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG)
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
    }
    private val text = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = white
        textSize = letters
    }
    private val dashes = DashPathEffect(floatArrayOf(letters / 2, letters / 2), 0f)

    /** @param chosen number of the face to highlight. */
    fun drawFaces(canvas: Canvas, fit: Fit, faces: List<Face>, chosen: Int) {
        val boxes = faces.map { fit.place(it.detection.box) }
        val texts = faces.map { words.label(it.prediction) }
        val gap = letters / 4
        val sizes = texts.map {
            LabelSize(text.measureText(it) + letters, 1.6f * letters)
        }
        val places = placeLabels(boxes, sizes, fit.whole, gap)
        faces.forEachIndexed { index, face ->
            frame(canvas, boxes[index], face, face.number == chosen)
        }
        faces.forEachIndexed { index, face ->
            label(canvas, places[index], texts[index], face)
        }
    }

    fun drawPicture(canvas: Canvas, bitmap: Bitmap, fit: Fit) {
        val area = fit.whole.toRectF()
        canvas.save()
        if (fit.mirrored) canvas.scale(-1f, 1f, area.centerX(), 0f)
        canvas.drawBitmap(bitmap, null, area, picturePaint)
        canvas.restore()
    }

    private fun frame(canvas: Canvas, box: Rectangle, face: Face, chosen: Boolean) {
        val area = box.toRectF()
        val width = letters / (if (chosen) 4 else 8)
        val round = letters / 3
        line.pathEffect = if (face.prediction.sure) null else dashes
        line.color = white // so that it stands out from any picture
        line.strokeWidth = width + letters / 8
        canvas.drawRoundRect(area, round, round, line)
        line.color = colourOf(face)
        line.strokeWidth = width
        canvas.drawRoundRect(area, round, round, line)
    }

    private fun label(canvas: Canvas, place: Rectangle, words: String, face: Face) {
        val round = letters / 3
        fill.color = colourOf(face)
        canvas.drawRoundRect(place.toRectF(), round, round, fill)
        val middle = (text.ascent() + text.descent()) / 2
        val base = (place.top + place.bottom) / 2 - middle
        canvas.drawText(words, place.left + letters / 2, base, text)
    }

    private fun colourOf(face: Face) = if (face.prediction.sure) sure else unsure
}

private fun Rectangle.toRectF() = RectF(left, top, right, bottom)
