package armtf.demo

import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.view.TextureView
import armtf.inference.Picture

/**
 * The camera's own picture, as fast as it comes, while frames are analysed at
 * their own pace.
 *
 * @param onTexture is told where the camera is to draw; null: nowhere.
 */
class Preview(
    private val view: TextureView,
    private val onTexture: (SurfaceTexture?) -> Unit,
) : TextureView.SurfaceTextureListener {
    /** Whether the camera has drawn there. */
    var showing = false
        private set

    init {
        view.surfaceTextureListener = this
    }

    /**
     * Lays the preview where a frame of the same camera is drawn.
     *
     * @param display degrees by which the screen's content is turned.
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
    ) = Unit // The next frame lays it anew.

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
        showing = false
        onTexture(null)
        return true
    }

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) {
        showing = true
    }
}

/** How a view's whole content is scaled, then turned, about its middle. */
data class PreviewPlace(val scaleX: Float, val scaleY: Float, val degrees: Float)

/**
 * Returns what lays a camera's texture where [Fit] lays a frame of it. Android
 * fills the view with the texture, upright for a screen that is not turned.
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
