/** Shared helpers of the screen tests. */
package armtf.demo

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Looper
import android.view.View
import android.widget.TextView
import java.io.File
import org.robolectric.Shadows.shadowOf

private const val PATIENCE = 120e9 // nanoseconds

/** Waits until another thread is done. */
fun until(what: String, done: () -> Boolean) {
    val start = System.nanoTime()
    while (!done()) {
        check(System.nanoTime() - start < PATIENCE) { "Waited for $what." }
        Thread.sleep(10)
        shadowOf(Looper.getMainLooper()).idle()
    }
}

/** Returns a view's text; null: it is not visible. */
fun Activity.text(id: Int): String? =
    (findViewById(id) as TextView).takeIf { it.isShown }?.text?.toString()

fun Activity.isShown(id: Int): Boolean = (findViewById(id) as View).isShown

fun Activity.press(id: Int) {
    val view = findViewById(id) as View
    check(view.isShown && view.isEnabled) { "Nobody can press it." }
    view.performClick()
    shadowOf(Looper.getMainLooper()).idle()
}

/** Draws the screen into a file, for inspection. */
fun Activity.draw(name: String) {
    shadowOf(Looper.getMainLooper()).idle()
    val view = window.decorView
    val bitmap =
        Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    view.draw(Canvas(bitmap))
    File("build/screens/$name.png").outputStream().use {
        bitmap.compress(Bitmap.CompressFormat.PNG, 100, it)
    }
}
