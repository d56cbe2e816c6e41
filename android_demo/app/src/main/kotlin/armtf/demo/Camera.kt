package armtf.demo

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.media.Image
import android.media.ImageReader
import android.os.Handler

private const val AGAIN = 1000L // milliseconds after a failure

/**
 * A camera: the one that faces the user, or the one at the back. It opens as
 * soon as it is free, and again after it was lost; everything happens on the
 * handler's thread.
 *
 * @param display degrees by which the screen's content is turned.
 * @param onFrame takes a frame, which is gone afterwards. Frames that come
 *     meanwhile are dropped.
 * @param onLost is told that there is no camera for now.
 * @property front whether the camera that faces the user is wanted, where
 *     there is one.
 */
class Camera(
    private val manager: CameraManager,
    private val handler: Handler,
    private val display: () -> Int,
    private val onFrame: (Frame) -> Unit,
    private val onLost: () -> Unit,
    @Volatile var front: Boolean,
) {
    private var device: CameraDevice? = null
    private var reader: ImageReader? = null
    private var running = false
    private var opening = false
    private var failed = false // within the last moment
    private val again = Runnable {
        failed = false
        open()
    }

    private val availability = object : CameraManager.AvailabilityCallback() {
        // Called once for each camera that is free at the start, too.
        override fun onCameraAvailable(id: String) {
            if (id == chosen()) open()
        }

        override fun onCameraUnavailable(id: String) {
            val ours = device != null || opening
            if (id == chosen() && !ours && running) onLost()
        }
    }

    /** Opens the camera; the app must be allowed to use it. */
    fun start() {
        handler.post {
            if (!running) {
                running = true
                manager.registerAvailabilityCallback(availability, handler)
            }
        }
    }

    /** Lets other apps have the camera. */
    fun stop() {
        handler.post {
            running = false
            manager.unregisterAvailabilityCallback(availability)
            close()
        }
    }

    /** Goes on with a camera on that side. */
    fun turn(front: Boolean) {
        this.front = front
        handler.post {
            close()
            open()
        }
    }

    private fun chosen() = chooseLens(lenses(manager), front)

    @SuppressLint("MissingPermission") // `start` asks for it.
    private fun open() {
        val id = chosen()
        val busy = opening || failed || device != null
        if (!running || busy || id == null) return
        opening = true
        try {
            manager.openCamera(id, deviceState(id), handler)
        } catch (error: CameraAccessException) {
            fail()
        } catch (error: SecurityException) {
            fail()
        } catch (error: IllegalArgumentException) { // It was unplugged.
            fail()
        }
    }

    private fun deviceState(id: String) = object : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            opening = false
            if (running && id == chosen()) {
                device = camera
                watch(camera, id)
            } else { // It was stopped or turned meanwhile.
                camera.close()
                open()
            }
        }

        override fun onDisconnected(camera: CameraDevice) = lose(camera)

        override fun onError(camera: CameraDevice, error: Int) = lose(camera)
    }

    private fun watch(camera: CameraDevice, id: String) {
        try {
            val about = manager.getCameraCharacteristics(id)
            val reader = newReader(about)
            this.reader = reader
            val target = listOf(reader.surface)
            @Suppress("DEPRECATION") // The other way came with Android 9.
            camera.createCaptureSession(target, sessionState(reader), handler)
        } catch (error: CameraAccessException) {
            fail()
        } catch (error: IllegalStateException) { // closed meanwhile
            fail()
        }
    }

    private fun newReader(about: CameraCharacteristics): ImageReader {
        val sizes = about.get(
            CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP
        )?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty()
        check(sizes.isNotEmpty()) { "a camera without pictures" }
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

    private fun sessionState(reader: ImageReader) =
        object : CameraCaptureSession.StateCallback() {
            // News of a session may come after another camera was opened.
            private val current get() = reader === this@Camera.reader

            override fun onConfigured(session: CameraCaptureSession) {
                if (!current) return
                try {
                    val request = session.device.createCaptureRequest(
                        CameraDevice.TEMPLATE_PREVIEW
                    )
                    request.addTarget(reader.surface)
                    session.setRepeatingRequest(request.build(), null, handler)
                } catch (error: CameraAccessException) {
                    fail()
                } catch (error: IllegalStateException) { // closed meanwhile
                    fail()
                }
            }

            override fun onConfigureFailed(session: CameraCaptureSession) {
                if (current) fail()
            }
        }

    private fun lose(camera: CameraDevice) {
        camera.close()
        if (device == null || device == camera) fail()
    }

    /** Tells, and tries again: some failures end without any news. */
    private fun fail() {
        close()
        opening = false
        if (running) {
            onLost()
            failed = true
            handler.postDelayed(again, AGAIN)
        }
    }

    private fun close() {
        handler.removeCallbacks(again)
        failed = false
        device?.close()
        device = null
        reader?.close()
        reader = null
    }
}

fun cameraManager(context: Context): CameraManager =
    context.getSystemService(CameraManager::class.java)!!

/** Returns the cameras that there are. */
fun lenses(manager: CameraManager): List<Lens> = try {
    manager.cameraIdList.map { id ->
        val facing = manager.getCameraCharacteristics(id)
            .get(CameraCharacteristics.LENS_FACING)
        Lens(id, facing == CameraCharacteristics.LENS_FACING_FRONT)
    }
} catch (error: CameraAccessException) {
    emptyList()
} catch (error: IllegalArgumentException) { // One was unplugged meanwhile.
    emptyList()
}

private fun Image.frame(rotation: Int, front: Boolean): Frame {
    val (y, u, v) = planes.map {
        Plane(it.buffer, it.rowStride, it.pixelStride)
    }
    return Frame(width, height, y, u, v, rotation, front)
}
