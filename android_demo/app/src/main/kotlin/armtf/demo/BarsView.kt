package armtf.demo

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.RectF
import android.util.AttributeSet
import android.util.TypedValue
import android.view.View
import armtf.inference.Prediction

private const val FEW = 3 // bars, unless all are shown

/** Draws one face's probabilities, a bar per expression. */
class BarsView(context: Context, attributes: AttributeSet?) :
    View(context, attributes) {
    /** Whether to show all bars, in the model's order, or the longest only. */
    var all = false
        set(value) {
            field = value
            requestLayout()
            invalidate()
        }
    private val words = Words(context.resources)
    private val letters = TypedValue.applyDimension(
        TypedValue.COMPLEX_UNIT_SP, 14f, resources.displayMetrics
    )
    private val text = Paint(Paint.ANTI_ALIAS_FLAG).apply { textSize = letters }
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG)
    private val area = RectF()
    private var labels = emptyList<String>()
    private var prediction: Prediction? = null

    /** Shows another face's probabilities, or none. */
    fun show(labels: List<String>, prediction: Prediction?) {
        if (labels != this.labels) requestLayout()
        this.labels = labels
        this.prediction = prediction
        invalidate()
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val rows = if (all) labels.size else FEW
        setMeasuredDimension(
            getDefaultSize(suggestedMinimumWidth, widthSpec),
            resolveSize((rows * 2 * letters).toInt(), heightSpec),
        )
    }

    override fun onDraw(canvas: Canvas) {
        val prediction = prediction ?: return
        val order = if (all) labels.indices.toList()
        else labels.indices.sortedByDescending { prediction.probabilities[it] }
        val column =
            labels.maxOf { text.measureText(words.label(it)) } + letters
        order.take(if (all) labels.size else FEW).forEachIndexed { row, index ->
            drawRow(canvas, row, index, column, prediction)
        }
    }

    private fun drawRow(
        canvas: Canvas,
        row: Int,
        index: Int,
        column: Float,
        prediction: Prediction,
    ) {
        val share = prediction.probabilities[index]
        val shown = labels[index] == prediction.label
        val middle = (2 * row + 1) * letters
        val base = middle - (text.ascent() + text.descent()) / 2
        text.color = colour(if (shown) R.color.on_picture else R.color.faint)
        canvas.drawText(words.label(labels[index]), 0f, base, text)
        val number = words.share(share)
        val end = width - text.measureText(words.share(1f)) - letters
        canvas.drawText(number, width - text.measureText(number), base, text)
        drawBar(canvas, column, end, middle, 1f, colour(R.color.track))
        val fits = shown && prediction.sure
        val bar = if (fits) R.color.bar else R.color.faint
        drawBar(canvas, column, end, middle, share, colour(bar))
    }

    private fun drawBar(
        canvas: Canvas,
        start: Float,
        end: Float,
        middle: Float,
        share: Float,
        colour: Int,
    ) {
        val high = letters / 4
        fill.color = colour
        area.set(start, middle - high, start + share * (end - start), middle + high)
        val round = minOf(high, area.width() / 2)
        canvas.drawRoundRect(area, round, round, fill)
    }

    private fun colour(id: Int) = context.getColor(id)
}
