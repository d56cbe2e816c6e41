package armtf.demo

import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraCharacteristics
import android.media.ImageReader
import android.os.Handler
import android.view.Surface

/**
 * A camera's outputs: frames to analyze, and a preview.
 *
 * @param texture of the preview; null: none.
 * @param display rotation of the screen's content, in degrees.
 * @param onFrame called with a frame, on the handler's thread.
 * @throws IllegalStateException if the camera does not support such outputs.
 */
class CameraOutputs(
    private val about: CameraCharacteristics,
    texture: SurfaceTexture?,
    private val handler: Handler,
    private val display: () -> Int,
    private val onFrame: (Frame) -> Unit,
) {
    private val streams =
        about.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
    private val reader = newReader()
    private val preview = texture?.let(::newPreview)

    val surfaces get() = listOfNotNull(reader.surface, preview)

    private fun newReader(): ImageReader {
        val sizes = streams?.getOutputSizes(ImageFormat.YUV_420_888)
        check(!sizes.isNullOrEmpty()) { "a camera without pictures" }
        val (width, height) = chooseSize(sizes.map { it.width to it.height })
        val sensor = about.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
        val front = about.get(CameraCharacteristics.LENS_FACING) ==
            CameraCharacteristics.LENS_FACING_FRONT
        val format = ImageFormat.YUV_420_888
        val reader = ImageReader.newInstance(width, height, format, 2)
        reader.setOnImageAvailableListener({
            it.acquireLatestImage()?.use { image ->
                val rotation = frameRotation(sensor, display(), front)
                onFrame(image.frame(rotation, front))
            }
        }, handler)
        return reader
    }

    private fun newPreview(texture: SurfaceTexture): Surface {
        val sizes = streams?.getOutputSizes(SurfaceTexture::class.java)
        val (width, height) = choosePreviewSize(
            sizes.orEmpty().map { it.width to it.height },
            reader.width to reader.height,
        )
        texture.setDefaultBufferSize(width, height)
        return Surface(texture)
    }

    fun close() {
        reader.close()
        preview?.release()
    }
}
