/** Shares the picture with its boxes and labels. */
package armtf.demo

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.widget.Toast
import armtf.inference.Face
import armtf.inference.Picture
import java.io.IOException
import kotlin.concurrent.thread

private const val SHORTEST = 720 // pixels; smaller pictures are enlarged,
private const val LONGEST = 2048 // but not beyond this
private const val QUALITY = 92 // of the JPEG file, in percent

/** Draws the picture, stores it for [SharedPicture], and opens the chooser. */
fun sharePicture(activity: Activity, seen: Seen) {
    // The camera's next frames overwrite the pixels.
    val picture = seen.picture.run { Picture(width, height, pixels.clone()) }
    val app = activity.applicationContext
    thread {
        val uri = write(annotated(app, picture, seen.faces), app)
        Handler(Looper.getMainLooper()).post {
            val alive = !activity.isFinishing && !activity.isDestroyed
            if (uri == null) say(app)
            else if (alive) ask(activity, uri)
        }
    }
}

private fun write(bitmap: Bitmap, app: Context): Uri? = try {
    SharedPicture.add(app) {
        bitmap.compress(Bitmap.CompressFormat.JPEG, QUALITY, it)
    }
} catch (error: IOException) { // no space left
    null
}

private fun say(app: Context) =
    Toast.makeText(app, R.string.not_shared, Toast.LENGTH_LONG).show()

/** Returns a picture with its faces marked. */
fun annotated(
    context: Context,
    picture: Picture,
    faces: List<Face>,
): Bitmap {
    val short = SHORTEST.toFloat() / minOf(picture.width, picture.height)
    val long = LONGEST.toFloat() / maxOf(picture.width, picture.height)
    val zoom = maxOf(1f, minOf(short, long))
    val width = (zoom * picture.width).toInt()
    val height = (zoom * picture.height).toInt()
    val result = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
    val fit = Fit(picture, width, height, mirrored = false)
    val painter = Painter(context, letters = minOf(width, height) / 30f)
    val bitmap = emptyBitmap(picture).apply { fill(picture) }
    val canvas = Canvas(result)
    painter.drawPicture(canvas, bitmap, fit)
    painter.drawFaces(canvas, fit, faces, Choice.NONE)
    return result
}

private fun ask(activity: Activity, uri: Uri) {
    val send = Intent(Intent.ACTION_SEND)
        .setType("image/jpeg")
        .putExtra(Intent.EXTRA_STREAM, uri)
        .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    val title = activity.getString(R.string.share_title)
    activity.startActivity(Intent.createChooser(send, title))
}
