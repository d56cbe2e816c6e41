package armtf.demo

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.util.AttributeSet
import android.util.TypedValue
import android.view.MotionEvent
import android.view.View
import armtf.inference.Face
import armtf.inference.Picture

/** Draws the detected faces, and reports touches on them. */
class FacesView(context: Context, attributes: AttributeSet?) :
    View(context, attributes) {
    /** Called with the number of a face that was touched. */
    var onChoose: (Int) -> Unit = {}
    private val painter = Painter(
        context,
        TypedValue.applyDimension(
            TypedValue.COMPLEX_UNIT_SP, 15f, resources.displayMetrics
        ),
    )
    private val background = context.getColor(R.color.background)
    private var bitmap: Bitmap? = null
    private var overlay = false
    private var seen: Seen? = null
    private var mirrored = false
    private var chosen = Choice.NONE
    private var touched: Face? = null

    /**
     * Replaces what is shown; null: nothing.
     *
     * @param mirrored whether the left of the picture is shown on the right,
     *     as in a mirror.
     * @param chosen number of the face to highlight.
     * @param overlay whether the picture itself is drawn behind this view.
     */
    fun show(seen: Seen?, mirrored: Boolean, chosen: Int, overlay: Boolean) {
        if (seen != null && !overlay) fill(seen.picture)
        this.overlay = overlay
        this.seen = seen
        this.mirrored = mirrored
        this.chosen = chosen
        invalidate()
    }

    private fun fill(picture: Picture) {
        val fitting = bitmap?.takeIf {
            it.width == picture.width && it.height == picture.height
        }
        val bitmap = fitting ?: emptyBitmap(picture)
        bitmap.fill(picture)
        this.bitmap = bitmap
    }

    override fun onDraw(canvas: Canvas) {
        if (!overlay) canvas.drawColor(background)
        val seen = seen ?: return
        val fit = fit(seen)
        if (!overlay) painter.drawPicture(canvas, bitmap!!, fit)
        painter.drawFaces(canvas, fit, seen.faces, chosen)
    }

    private fun fit(seen: Seen) = Fit(seen.picture, width, height, mirrored)

    override fun onTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> touched = faceAt(event.x, event.y)
            MotionEvent.ACTION_UP -> performClick()
        }
        return touched != null
    }

    override fun performClick(): Boolean {
        touched?.let { onChoose(it.number) }
        touched = null
        return super.performClick()
    }

    /** Returns the smallest face there: it may lie within a larger one. */
    private fun faceAt(x: Float, y: Float): Face? {
        val seen = seen ?: return null
        val fit = fit(seen)
        return seen.faces
            .filter { fit.place(it.detection.box).contains(x, y) }
            .minByOrNull { it.detection.box.width }
    }
}

/** Returns an empty bitmap of a picture's size. */
fun emptyBitmap(picture: Picture): Bitmap =
    Bitmap.createBitmap(picture.width, picture.height, Bitmap.Config.ARGB_8888)

/** Copies a picture's pixels. */
fun Bitmap.fill(picture: Picture) =
    setPixels(picture.pixels, 0, width, 0, 0, width, height)
