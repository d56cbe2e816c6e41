package armtf.demo

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.RectF
import android.util.AttributeSet
import android.util.TypedValue
import android.view.View

private const val BARS_WIDTH = 0.5f // of the view's

/** Draws what was seen: picture, boxes, answers, times. Knows nothing else. */
class FacesView(context: Context, attributes: AttributeSet?) :
    View(context, attributes) {
    private val words = Words(context.resources)
    private val textSize = pixels(TypedValue.COMPLEX_UNIT_SP, 16f)
    private val gap = pixels(TypedValue.COMPLEX_UNIT_DIP, 4f)
    private val picturePaint = Paint(Paint.FILTER_BITMAP_FLAG)
    private val sure = line(context.getColor(R.color.sure))
    private val unsure = line(context.getColor(R.color.unsure))
    private val text = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.on_picture)
        textSize = this@FacesView.textSize
    }
    private val shade = Paint().apply { color = context.getColor(R.color.shade) }
    private val bar = Paint().apply { color = context.getColor(R.color.bar) }
    private val area = RectF()
    private var bitmap: Bitmap? = null
    private var seen: Seen? = null
    private var mirrored = false
    private var labels = emptyList<String>()

    /**
     * Shows something else from now on, or nothing.
     *
     * @param mirrored whether the left of the picture is shown on the right,
     *     as in a mirror.
     * @param labels one per probability.
     */
    fun show(seen: Seen?, mirrored: Boolean, labels: List<String>) {
        this.seen = seen
        this.mirrored = mirrored
        this.labels = labels
        if (seen != null) {
            fill(seen.picture)
            val spoken = words.faces(seen.faces)
            if (spoken != contentDescription) contentDescription = spoken
        }
        invalidate()
    }

    private fun fill(picture: Picture) {
        val (width, height) = picture.width to picture.height
        val old = bitmap
        val fitting = old?.takeIf { it.width == width && it.height == height }
            ?: Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
        fitting.setPixels(picture.pixels, 0, width, 0, 0, width, height)
        bitmap = fitting
    }

    override fun onDraw(canvas: Canvas) {
        val seen = seen ?: return
        val fit = Fit(seen.picture, width, height, mirrored)
        drawPicture(canvas, fit, seen.picture)
        for (face in seen.faces) drawFace(canvas, fit.place(face.box), face)
        val largest = seen.faces.maxByOrNull { it.box.width }
        if (largest != null) drawBars(canvas, largest.reading.probabilities)
        val times = words.times(seen.times)
        drawLines(canvas, times, width / 2f, gap, Paint.Align.CENTER)
    }

    private fun drawPicture(canvas: Canvas, fit: Fit, picture: Picture) {
        val (wide, high) = picture.width.toDouble() to picture.height.toDouble()
        area.set(fit.place(Box(0.0, 0.0, wide, high)))
        canvas.save()
        if (mirrored) canvas.scale(-1f, 1f, area.centerX(), 0f)
        canvas.drawBitmap(bitmap!!, null, area, picturePaint)
        canvas.restore()
    }

    private fun drawFace(canvas: Canvas, box: Box, face: SeenFace) {
        area.set(box)
        canvas.drawRect(area, if (face.reading.sure) sure else unsure)
        val answer = listOf(words.answer(face.reading))
        drawLines(canvas, answer, area.left, area.bottom, Paint.Align.LEFT)
    }

    /** Draws lines of text on a shade, kept within the view. */
    private fun drawLines(
        canvas: Canvas,
        lines: List<String>,
        x: Float,
        y: Float,
        align: Paint.Align,
    ) {
        val wide = lines.maxOfOrNull { text.measureText(it) } ?: return
        val high = lines.size * text.fontSpacing
        val before = if (align == Paint.Align.CENTER) wide / 2 else 0f
        val left = (x - before).coerceIn(gap, maxOf(gap, width - wide - gap))
        val top = y.coerceIn(gap, maxOf(gap, height - high - gap))
        area.set(left - gap, top, left + wide + gap, top + high)
        canvas.drawRect(area, shade)
        lines.forEachIndexed { index, line ->
            val base = top + index * text.fontSpacing - text.ascent()
            canvas.drawText(line, left, base, text)
        }
    }

    /** Draws all probabilities of one face, at the bottom left. */
    private fun drawBars(canvas: Canvas, probabilities: FloatArray) {
        val step = text.fontSpacing
        val wide = BARS_WIDTH * width
        val top = height - labels.size * step - gap
        canvas.drawRect(0f, top, wide, height.toFloat(), shade)
        labels.forEachIndexed { index, label ->
            val y = top + index * step
            val right = wide * probabilities[index]
            canvas.drawRect(0f, y + gap / 2, right, y + step - gap / 2, bar)
            val share = words.share(probabilities[index])
            canvas.drawText("$label $share", gap, y - text.ascent(), text)
        }
    }

    private fun line(color: Int) = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        this.color = color
        style = Paint.Style.STROKE
        strokeWidth = gap / 2
    }

    private fun pixels(unit: Int, value: Float) =
        TypedValue.applyDimension(unit, value, resources.displayMetrics)

    private fun RectF.set(box: Box) = set(
        box.x.toFloat(),
        box.y.toFloat(),
        (box.x + box.width).toFloat(),
        (box.y + box.height).toFloat(),
    )
}
