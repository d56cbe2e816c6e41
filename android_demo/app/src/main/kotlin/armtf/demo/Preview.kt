package armtf.demo

import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.view.TextureView
import armtf.inference.Picture

/**
 * The camera's preview at full frame rate, while frames are analyzed more
 * slowly.
 *
 * @param onTexture called with the texture to draw into; null: none.
 */
class Preview(
    private val view: TextureView,
    private val onTexture: (SurfaceTexture?) -> Unit,
) : TextureView.SurfaceTextureListener {
    /** Whether the camera has drawn a frame. */
    var showing = false
        private set

    init {
        view.surfaceTextureListener = this
    }

    /**
     * Aligns the preview with the frames of the same camera.
     *
     * @param display rotation of the screen's content, in degrees.
     */
    fun lay(frame: Picture, display: Int) {
        val place = previewPlace(frame, view.width, view.height, display)
        val (x, y) = view.width / 2f to view.height / 2f
        val matrix = Matrix()
        matrix.setScale(place.scaleX, place.scaleY, x, y)
        matrix.postRotate(place.degrees, x, y)
        view.setTransform(matrix)
    }

    override fun onSurfaceTextureAvailable(
        texture: SurfaceTexture, width: Int, height: Int,
    ) = onTexture(texture)

    override fun onSurfaceTextureSizeChanged(
        texture: SurfaceTexture, width: Int, height: Int,
    ) = Unit // The next frame aligns it again.

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        showing = false
        onTexture(null)
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) {
        showing = true
    }
}

/** How to scale, then rotate, a view's content about its centre. */
data class PreviewPlace(val scaleX: Float, val scaleY: Float, val degrees: Float)

/**
 * Returns the transform that puts a camera's texture where [Fit] puts a frame.
 * Android stretches the texture to the view, upright for an unrotated screen.
 */
fun previewPlace(frame: Picture, width: Int, height: Int, display: Int): PreviewPlace {
    val whole = Fit(frame, width, height, mirrored = false).whole
    val turned = display % 180 != 0
    return PreviewPlace(
        scaleX = (if (turned) whole.height else whole.width) / width,
        scaleY = (if (turned) whole.width else whole.height) / height,
        degrees = -display.toFloat(),
    )
}
