package armtf.demo

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.Insets
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.os.Looper
import android.provider.Settings
import android.view.View
import android.view.ViewGroup
import android.view.WindowInsets
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.ShadowPopupMenu

/** The screen of the camera, up to the camera's first frame. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], qualifiers = "w400dp-h800dp-port-xhdpi")
class CameraScreenTest {
    private val app = RuntimeEnvironment.getApplication()

    private fun addCamera(id: String, facing: Int) {
        val about = ShadowCameraCharacteristics.newCameraCharacteristics()
        val shadow = Shadow.extract<ShadowCameraCharacteristics>(about)
        shadow.set(CameraCharacteristics.LENS_FACING, facing)
        val manager = app.getSystemService(CameraManager::class.java)
        shadowOf(manager).addCamera(id, about)
    }

    private fun addFront() = addCamera("1", CameraCharacteristics.LENS_FACING_FRONT)

    private fun addBack() = addCamera("0", CameraCharacteristics.LENS_FACING_BACK)

    private fun allow() = shadowOf(app).grantPermissions(Manifest.permission.CAMERA)

    private fun open(): MainActivity =
        Robolectric.buildActivity(MainActivity::class.java).setup().get().also {
            until("a message") { it.text(R.id.message) != "Starting…" || allowed() }
        }

    private fun allowed() = app.checkSelfPermission(Manifest.permission.CAMERA) ==
        PackageManager.PERMISSION_GRANTED

    @Test
    fun theReasonIsGivenBeforeAndroidAsks() {
        addFront()
        val activity = open()
        assertEquals(
            activity.getString(R.string.not_allowed), activity.text(R.id.message)
        )
        assertNull(shadowOf(activity).lastRequestedPermission)
        assertTrue(activity.isShown(R.id.sketch))
        activity.draw("reason")
        activity.press(R.id.allow)
        val asked = shadowOf(activity).lastRequestedPermission
        assertArrayEquals(
            arrayOf(Manifest.permission.CAMERA), asked.requestedPermissions
        )
    }

    @Test
    fun afterALastNoTheButtonLeadsToTheSettings() {
        addFront()
        val activity = open()
        val no = intArrayOf(PackageManager.PERMISSION_DENIED)
        activity.onRequestPermissionsResult(1, arrayOf(), no)
        val settings = activity.getString(R.string.allow_in_settings)
        until("the way") { activity.text(R.id.allow) == settings }
        activity.press(R.id.allow)
        val started = shadowOf(activity).nextStartedActivity
        assertEquals(
            Settings.ACTION_APPLICATION_DETAILS_SETTINGS, started.action
        )
        assertTrue(activity.isShown(R.id.picture))
    }

    @Test
    fun aLastNoIsRememberedAtTheNextStart() {
        addFront()
        val no = intArrayOf(PackageManager.PERMISSION_DENIED)
        open().onRequestPermissionsResult(1, arrayOf(), no)
        val activity = open()
        val settings = activity.getString(R.string.allow_in_settings)
        until("the way") { activity.text(R.id.allow) == settings }
    }

    @Test
    fun aQuestionThatWasPutAsideCanBeAskedAgain() {
        addFront()
        val activity = open()
        activity.press(R.id.allow)
        activity.onRequestPermissionsResult(1, arrayOf(), intArrayOf())
        shadowOf(Looper.getMainLooper()).idle()
        val text = activity.getString(R.string.allow)
        assertEquals(text, activity.text(R.id.allow))
    }

    @Test
    fun camerasCanBeChangedOnlyWhereThereAreTwoSides() {
        allow()
        addFront()
        assertFalse(open().isShown(R.id.camera))
        addBack()
        val activity = open()
        assertEquals("Switch", activity.text(R.id.camera))
        activity.press(R.id.camera)
    }

    @Test
    fun withoutACameraThereIsNoButtonForOne() {
        allow()
        val activity = open()
        until("the message") {
            activity.text(R.id.message) == activity.getString(R.string.no_camera)
        }
        assertFalse(activity.isShown(R.id.camera))
        assertFalse(activity.isShown(R.id.allow))
        assertFalse(activity.isShown(R.id.share))
    }

    @Test
    fun theChosenPictureHasAScreenOfItsOwnToComeBackFrom() {
        addFront()
        val activity = open()
        activity.press(R.id.picture)
        val asked = shadowOf(activity).nextStartedActivityForResult.intent
        val uri = android.net.Uri.parse("content://gallery/1")
        shadowOf(activity).receiveResult(
            asked, android.app.Activity.RESULT_OK, Intent().setData(uri)
        )
        val started = shadowOf(activity).nextStartedActivity
        assertEquals(PictureActivity::class.java.name, started.component!!.className)
        assertEquals(uri, started.data)
        assertFalse(activity.isFinishing)
    }

    @Test
    fun theFirstScreenOffersAnExampleThatIsRead() {
        addFront()
        val activity = open()
        activity.press(R.id.example)
        val started = shadowOf(activity).nextStartedActivity
        val example =
            Robolectric.buildActivity(PictureActivity::class.java, started)
                .setup().get()
        until("an answer") { example.isShown(R.id.panel) }
        assertTrue(example.isShown(R.id.bars))
        assertFalse("one face", example.isShown(R.id.next))
        example.draw("example")
    }

    @Test
    fun speedIsBehindTheMenu() {
        val activity = open()
        activity.press(R.id.more)
        val menu = ShadowPopupMenu.getLatestPopupMenu()
        assertEquals(2, menu.menu.size())
        menu.menu.performIdentifierAction(R.id.speed, 0)
        val started = shadowOf(activity).nextStartedActivity
        assertEquals(SpeedActivity::class.java.name, started.component!!.className)
    }

    @Test
    fun nothingLiesBehindTheSystemsBars() {
        val activity = open()
        val bars = Insets.of(10, 60, 20, 100)
        val insets = WindowInsets.Builder()
            .setInsets(WindowInsets.Type.systemBars(), bars).build()
        val content = activity.findViewById<ViewGroup>(android.R.id.content)
        val root: View = content.getChildAt(0)
        root.dispatchApplyWindowInsets(insets)
        val padding = root.run {
            Insets.of(paddingLeft, paddingTop, paddingRight, paddingBottom)
        }
        assertEquals(bars, padding)
    }
}
