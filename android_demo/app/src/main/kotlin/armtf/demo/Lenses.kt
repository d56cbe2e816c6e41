/** The device's cameras and their frames. */
package armtf.demo

import android.content.Context
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.media.Image

fun cameraManager(context: Context): CameraManager =
    context.getSystemService(CameraManager::class.java)!!

/** Returns the available cameras. */
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

/** Returns a camera's image as a frame that shares its memory. */
fun Image.frame(rotation: Int, front: Boolean): Frame {
    val (y, u, v) = planes.map {
        Plane(it.buffer, it.rowStride, it.pixelStride)
    }
    return Frame(width, height, y, u, v, rotation, front)
}
