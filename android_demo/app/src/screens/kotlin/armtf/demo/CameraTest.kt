package armtf.demo

import android.Manifest
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.ShadowCameraManager
import org.robolectric.shadows.StreamConfigurationMapBuilder
import org.robolectric.util.ReflectionHelpers
import sun.misc.Unsafe

/** Tests which camera is open, and when; not its frames. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class CameraTest {
    private val app = RuntimeEnvironment.getApplication()
    private val manager = cameraManager(app)
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val lost = AtomicInteger()
    private val camera = Camera(
        manager, handler, { 0 }, {}, { lost.incrementAndGet() }, front = true
    )

    @After
    fun end() {
        camera.stop()
        settle()
        thread.quit()
    }

    private fun add(id: String, facing: Int, withSizes: Boolean = true) {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        val about = ShadowCameraCharacteristics.newCameraCharacteristics()
        val shadow = Shadow.extract<ShadowCameraCharacteristics>(about)
        shadow.set(CameraCharacteristics.LENS_FACING, facing)
        shadow.set(CameraCharacteristics.SENSOR_ORIENTATION, 90)
        val sizes = StreamConfigurationMapBuilder.newBuilder()
            .addOutputSize(ImageFormat.YUV_420_888, Size(640, 480)).build()
        val map = CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP
        if (withSizes) shadow.set(map, sizes)
        shadowOf(manager).addCamera(id, about)
        settle()
    }

    private fun addFront(sizes: Boolean = true) =
        add("front", CameraCharacteristics.LENS_FACING_FRONT, sizes)

    private fun addBack() = add("back", CameraCharacteristics.LENS_FACING_BACK)

    /** Waits until all pending work is done. */
    private fun settle() = repeat(5) {
        val done = CountDownLatch(1)
        handler.post { done.countDown() }
        done.await()
    }

    private fun open(): CameraDevice? = ReflectionHelpers.getStaticField(
        ShadowCameraManager::class.java, "lastDevice"
    )

    @Test
    fun itOpensAsSoonAsThereIsOne() {
        camera.start()
        settle()
        assertNull(open())
        addFront()
        assertEquals("front", open()?.id)
        assertEquals(0, lost.get())
    }

    @Test
    fun itChangesSidesAndBack() {
        camera.start()
        settle()
        addFront()
        addBack()
        camera.turn(front = false)
        settle()
        assertEquals("back", open()?.id)
        camera.turn(front = true)
        settle()
        assertEquals("front", open()?.id)
        assertEquals(0, lost.get())
    }

    @Test
    fun theOnlyCameraIsUsedWhateverItsSide() {
        camera.start()
        settle()
        addBack()
        assertEquals("back", open()?.id)
    }

    @Test
    fun oneThatIsTakenAwayIsSaidAndOpenedAgain() {
        camera.start()
        settle()
        addFront()
        val first = open()
        shadowOf(manager).triggerDisconnect()
        settle()
        assertEquals(1, lost.get())
        shadowOf(thread.looper).idleFor(Duration.ofMillis(1100))
        until("another one") { open() != null && open() !== first }
    }

    @Test
    fun oneWithoutPicturesIsSaid() {
        camera.start()
        settle()
        addFront(sizes = false)
        settle()
        assertEquals(1, lost.get())
        assertTrue(thread.isAlive)
    }

    /** Returns an object whose constructor was not called. */
    private fun unfinished(name: String): Any {
        val field = Unsafe::class.java.getDeclaredField("theUnsafe")
        field.isAccessible = true
        return (field.get(null) as Unsafe).allocateInstance(Class.forName(name))
    }

    @Test
    fun lateNewsOfAClosedSessionClosesNoOther() {
        camera.start()
        settle()
        addFront()
        addBack()
        val session = ReflectionHelpers.callInstanceMethod<
            CameraCaptureSession.StateCallback>(
            camera, "sessionState", ReflectionHelpers.ClassParameter.from(
                CameraOutputs::class.java,
                CameraOutputs(
                    manager.getCameraCharacteristics("front"), null, handler,
                    { 0 }, {},
                ),
            ),
        )
        val before = open()
        val late = unfinished(
            "android.hardware.camera2.impl.CameraCaptureSessionImpl"
        ) as CameraCaptureSession
        handler.post { session.onConfigureFailed(late) }
        settle()
        assertEquals(0, lost.get())
        assertSame(before, open())
    }

    @Test
    fun afterTheEndNoneIsOpened() {
        camera.start()
        settle()
        camera.stop()
        settle()
        addFront()
        assertNull(open())
    }

    @Test
    fun thePreviewComesAndGoesWhileTheCameraStaysOpen() {
        camera.start()
        settle()
        addFront()
        val device = open()
        val texture = SurfaceTexture(0)
        camera.preview(texture)
        settle()
        assertEquals(2, surfaces())
        camera.preview(null)
        settle()
        assertEquals(1, surfaces())
        assertSame(device, open())
        assertEquals(0, lost.get())
    }

    private fun surfaces() = ReflectionHelpers
        .getField<CameraOutputs>(camera, "outputs").surfaces.size
}
