package armtf.demo

import android.content.Intent
import android.graphics.BitmapFactory
import android.net.Uri
import android.provider.OpenableColumns
import android.view.MotionEvent
import android.view.View
import armtf.inference.Box
import armtf.inference.Picture
import java.io.File
import java.io.FileNotFoundException
import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Tests the picture screen: three drawn faces, with the real networks. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], qualifiers = "w400dp-h800dp-port-xhdpi")
class PictureScreenTest {
    private val room = File("../../tests/golden/faces_room.png").absoluteFile
    private val labels = labelsByPython("faces_room.png")
    private val second = Box(190.0, 47.0, 73.0, 73.0)

    /** Returns Python's predictions for a picture with the bundled model. */
    private fun labelsByPython(picture: String): List<String> {
        val golden = JSONObject(File("../web/tests/golden.json").readText())
        val faces = golden.getJSONObject("pictures").getJSONObject(picture)
            .getJSONArray("ferplus")
        return List(faces.length()) { faces.getJSONObject(it).getString("label") }
    }

    private fun open(file: File): ActivityController<PictureActivity> {
        val intent =
            pictureIntent(RuntimeEnvironment.getApplication(), Uri.fromFile(file))
        val activity =
            Robolectric.buildActivity(PictureActivity::class.java, intent)
        return activity.setup().also { wait(it.get()) }
    }

    private fun wait(activity: PictureActivity) = until("an answer") {
        val message = activity.text(R.id.message)
        message != activity.getString(R.string.opening_picture) &&
            message != activity.getString(R.string.starting)
    }

    private fun touch(activity: PictureActivity, box: Box) {
        val view = activity.findViewById<View>(R.id.faces)
        val picture = Picture(400, 240, IntArray(0))
        val place = Fit(picture, view.width, view.height, false).place(box)
        for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val x = (place.left + place.right) / 2
            val y = (place.top + place.bottom) / 2
            view.dispatchTouchEvent(MotionEvent.obtain(0, 0, action, x, y, 0))
        }
    }

    @Test
    fun allFacesAreReadAndTheLargestInDetail() {
        val activity = open(room).get()
        assertEquals(labels[0], activity.text(R.id.answer))
        assertEquals("Face 1 of 3: next", activity.text(R.id.next))
        val spoken = activity.findViewById<View>(R.id.faces).contentDescription
        assertEquals(labels.joinToString(), spoken)
        val bars = activity.findViewById<View>(R.id.bars).contentDescription
        assertTrue("$bars", bars.startsWith(labels[0]))
        assertTrue(activity.text(R.id.note)!!.startsWith("Expressions are not"))
        activity.draw("picture")
    }

    @Test
    fun aTouchedFaceIsReadAndSoIsTheNext() {
        val activity = open(room).get()
        touch(activity, second)
        assertEquals("Face 2 of 3: next", activity.text(R.id.next))
        assertEquals(labels[1], activity.text(R.id.answer))
        activity.press(R.id.next)
        assertEquals("Face 3 of 3: next", activity.text(R.id.next))
        assertEquals(labels[2], activity.text(R.id.answer))
        touch(activity, Box(0.0, 0.0, 10.0, 10.0)) // nobody
        assertEquals("Face 3 of 3: next", activity.text(R.id.next))
        activity.press(R.id.all)
        activity.draw("picture_all_bars")
    }

    @Test
    fun pictureAndChoiceSurviveRotationWithoutANewActivity() {
        val controller = open(room)
        val activity = controller.get()
        touch(activity, second)
        RuntimeEnvironment.setQualifiers("w800dp-h400dp-land-xhdpi")
        controller.configurationChange()
        assertSame(activity, controller.get())
        assertEquals("Face 2 of 3: next", activity.text(R.id.next))
        assertEquals(labels[1], activity.text(R.id.answer))
        activity.draw("picture_turned")
    }

    @Test
    fun pictureAndChoiceSurviveRecreation() {
        val controller = open(room)
        touch(controller.get(), second)
        val before = controller.get()
        controller.recreate()
        val after = controller.get()
        assertFalse(before === after)
        wait(after)
        assertEquals("Face 2 of 3: next", after.text(R.id.next))
        assertEquals(labels[1], after.text(R.id.answer))
    }

    @Test
    fun anotherPictureReplacesItAndSurvivesToo() {
        val controller = open(room)
        controller.get().press(R.id.picture)
        val asked = shadowOf(controller.get()).nextStartedActivityForResult
        assertEquals("android.provider.action.PICK_IMAGES", asked.intent.action)
        val tilted = File(room.parentFile, "faces_tilted.png")
        val result = Intent().setData(Uri.fromFile(tilted))
        shadowOf(controller.get())
            .receiveResult(asked.intent, android.app.Activity.RESULT_OK, result)
        until("one face") {
            controller.get().isShown(R.id.panel) &&
                !controller.get().isShown(R.id.next)
        }
        controller.recreate()
        wait(controller.get())
        assertFalse(controller.get().isShown(R.id.next))
    }

    @Test
    fun whatIsSharedIsThePictureWithItsMarks() {
        val activity = open(room).get()
        activity.press(R.id.share)
        var chooser: Intent? = null
        until("the chooser") {
            chooser = shadowOf(activity).nextStartedActivity
            chooser != null
        }
        val send = chooser!!
            .getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java)!!
        val uri = send.getParcelableExtra(Intent.EXTRA_STREAM, Uri::class.java)!!
        assertTrue(send.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION != 0)
        val resolver = activity.contentResolver
        val bytes = resolver.openInputStream(uri)!!.use { it.readBytes() }
        File("build/screens/shared.jpg").writeBytes(bytes)
        val shared = BitmapFactory.decodeByteArray(bytes, 0, bytes.size)
        assertEquals(1200 to 720, shared.width to shared.height)
        resolver.query(uri, null, null, null, null)!!.use {
            it.moveToFirst()
            val size = it.getColumnIndexOrThrow(OpenableColumns.SIZE)
            assertEquals(bytes.size, it.getInt(size))
        }
        val other = Uri.parse("content://armtf.demo.shared/other.jpg")
        assertThrows(FileNotFoundException::class.java) {
            resolver.openInputStream(other)
        }
    }

    @Test
    fun aPictureThatAnotherAppSharesIsRead() {
        val app = RuntimeEnvironment.getApplication()
        val uri = Uri.parse("content://other.app/room.png")
        shadowOf(app.contentResolver)
            .registerInputStreamSupplier(uri) { room.inputStream() }
        val intent = Intent(Intent.ACTION_SEND).setType("image/png")
            .setPackage(app.packageName).putExtra(Intent.EXTRA_STREAM, uri)
        val found = app.packageManager.resolveActivity(intent, 0)!!
        assertEquals(PictureActivity::class.java.name, found.activityInfo.name)
        val activity =
            Robolectric.buildActivity(PictureActivity::class.java, intent)
                .setup().get().also(::wait)
        assertEquals("Face 1 of 3: next", activity.text(R.id.next))
        val file = Intent(intent).putExtra(Intent.EXTRA_STREAM, Uri.fromFile(room))
        val refused =
            Robolectric.buildActivity(PictureActivity::class.java, file)
                .setup().get().also(::wait)
        assertEquals(
            refused.getString(R.string.no_picture), refused.text(R.id.message)
        )
    }

    @Test
    @Config(qualifiers = "de-w400dp-h800dp-port-xhdpi")
    fun itSpeaksGerman() {
        val activity = open(room).get()
        val german = Words(activity.resources).label(labels[0])
        assertNotEquals(labels[0], german)
        assertEquals(german, activity.text(R.id.answer))
        assertEquals("Gesicht 1 von 3: nächstes", activity.text(R.id.next))
        val example = File("src/main/res/raw/example.jpg").absoluteFile
        open(example).get().draw("german")
    }

    @Test
    fun whatAnotherAppReadsIsNotOverwritten() {
        val app = RuntimeEnvironment.getApplication()
        val (first, second) = listOf("one", "two").map { text ->
            SharedPicture.add(app) { it.write(text.toByteArray()) }
        }
        val resolver = app.contentResolver
        val texts = listOf(first, second).map { uri ->
            resolver.openInputStream(uri)!!.use { String(it.readBytes()) }
        }
        assertEquals(listOf("one", "two"), texts)
    }

    @Test
    fun aFileThatIsNoPictureIsSaid() {
        val activity = open(File("build.gradle.kts").absoluteFile).get()
        assertEquals(
            activity.getString(R.string.no_picture), activity.text(R.id.message)
        )
        assertFalse(activity.isShown(R.id.share))
        assertTrue(activity.isShown(R.id.picture))
    }

    @Test
    fun aPictureWithoutAFaceSaysWhatHelps() {
        val icon = File("../../tests/golden/crops.png").absoluteFile
        val activity = open(icon).get()
        assertEquals("No face found", activity.text(R.id.answer))
        assertEquals(
            activity.getString(R.string.other_picture), activity.text(R.id.help)
        )
        assertFalse(activity.isShown(R.id.bars))
        activity.draw("no_face")
    }

    @Test
    @Config(qualifiers = "w320dp-h480dp-port-mdpi", fontScale = 2f)
    fun onASmallScreenWithLargeLettersTheButtonsStay() {
        val activity = open(room).get()
        activity.press(R.id.all)
        activity.draw("small")
        val row = activity.findViewById<View>(R.id.row)
        val root = row.rootView
        val place = IntArray(2).also(row::getLocationInWindow)
        assertTrue(row.height > 0 && place[1] + row.height <= root.height)
    }
}
