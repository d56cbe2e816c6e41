package armtf.demo

import android.annotation.SuppressLint
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.os.Handler

private const val AGAIN = 1000L // milliseconds after a failure

/**
 * The front or the back camera. It opens as soon as it is available, and again
 * after it was lost; everything runs on the handler's thread.
 *
 * @param display rotation of the screen's content, in degrees.
 * @param onFrame called with a frame, which is only valid during the call.
 *     Frames that arrive meanwhile are dropped.
 * @param onLost called when no camera is available for now.
 * @property front whether to use the front camera, if there is one.
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
    private var texture: SurfaceTexture? = null // of the preview
    private var outputs: CameraOutputs? = null
    private var running = false
    private var opening = false
    private var failed = false // recently; a retry is scheduled
    private val again = Runnable {
        failed = false
        open()
    }

    private val availability = object : CameraManager.AvailabilityCallback() {
        // Also called at the start, once for each available camera.
        override fun onCameraAvailable(id: String) {
            if (id == chosen()) open()
        }

        override fun onCameraUnavailable(id: String) {
            val ours = device != null || opening
            if (id == chosen() && !ours && running) onLost()
        }
    }

    /** Opens the camera; the app must have the permission. */
    fun start() {
        handler.post {
            if (!running) {
                running = true
                manager.registerAvailabilityCallback(availability, handler)
            }
        }
    }

    /** Releases the camera for other apps. */
    fun stop() {
        handler.post {
            running = false
            manager.unregisterAvailabilityCallback(availability)
            close()
        }
    }

    /** Switches to the front or the back camera. */
    fun turn(front: Boolean) {
        this.front = front
        handler.post {
            close()
            open()
        }
    }

    /** Sets where to draw the preview, at full frame rate; null: nowhere. */
    fun preview(texture: SurfaceTexture?) {
        handler.post {
            this.texture = texture
            device?.let(::watch)
        }
    }

    private fun chosen() = chooseLens(lenses(manager), front)

    @SuppressLint("MissingPermission") // The caller of `start` has it.
    private fun open() {
        val id = chosen()
        val busy = opening || failed || device != null
        if (!running || busy || id == null) return
        opening = true
        attempt { manager.openCamera(id, deviceState(id), handler) }
    }

    /** Does what may fail if the camera or preview is gone meanwhile. */
    private fun attempt(work: () -> Unit) = try {
        work()
    } catch (error: CameraAccessException) {
        fail()
    } catch (error: SecurityException) {
        fail()
    } catch (error: IllegalStateException) { // closed
        fail()
    } catch (error: IllegalArgumentException) { // unplugged
        fail()
    }

    private fun deviceState(id: String) = object : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            opening = false
            if (running && id == chosen()) {
                device = camera
                watch(camera)
            } else { // It was stopped or switched meanwhile.
                camera.close()
                open()
            }
        }

        override fun onDisconnected(camera: CameraDevice) = lose(camera)

        override fun onError(camera: CameraDevice, error: Int) = lose(camera)
    }

    private fun watch(camera: CameraDevice) {
        outputs?.close()
        outputs = null
        attempt {
            val about = manager.getCameraCharacteristics(camera.id)
            val own = CameraOutputs(about, texture, handler, display, onFrame)
            outputs = own
            @Suppress("DEPRECATION") // The replacement needs Android 9.
            camera.createCaptureSession(own.surfaces, sessionState(own), handler)
        }
    }

    private fun sessionState(own: CameraOutputs) =
        object : CameraCaptureSession.StateCallback() {
            // Callbacks of a session may come after another camera was opened.
            private val current get() = own === outputs

            override fun onConfigured(session: CameraCaptureSession) {
                if (!current) return
                attempt {
                    val request = session.device.createCaptureRequest(
                        CameraDevice.TEMPLATE_PREVIEW
                    )
                    own.surfaces.forEach(request::addTarget)
                    session.setRepeatingRequest(request.build(), null, handler)
                }
            }

            override fun onConfigureFailed(session: CameraCaptureSession) {
                if (!current) return
                texture = null // Frames without a preview may work.
                fail()
            }
        }

    private fun lose(camera: CameraDevice) {
        camera.close()
        if (device == null || device == camera) fail()
    }

    /** Reports it, and retries: some failures end without a callback. */
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
        outputs?.close()
        outputs = null
    }
}
