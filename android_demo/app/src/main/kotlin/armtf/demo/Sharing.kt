/** Gives the picture with its boxes and labels to another app. */
package armtf.demo

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Handler
import android.os.Looper
import armtf.reading.Face
import armtf.reading.Picture
import kotlin.concurrent.thread

private const val SHORTEST = 720 // pixels; smaller pictures are enlarged
private const val QUALITY = 92 // of the JPEG file, in percent

/** Draws the picture, writes it where [SharedPicture] finds it, and asks. */
fun sharePicture(activity: Activity, seen: Seen, chosen: Int) {
    // The camera's next frames overwrite the pixels.
    val picture = seen.picture.run { Picture(width, height, pixels.clone()) }
    val app = activity.applicationContext
    thread {
        val drawn = annotated(app, picture, seen.faces, chosen)
        SharedPicture.file(app).outputStream().use {
            drawn.compress(Bitmap.CompressFormat.JPEG, QUALITY, it)
        }
        Handler(Looper.getMainLooper()).post { ask(activity) }
    }
}

/** Returns a picture with its faces marked. */
fun annotated(
    context: Context,
    picture: Picture,
    faces: List<Face>,
    chosen: Int,
): Bitmap {
    val short = minOf(picture.width, picture.height)
    val zoom = maxOf(1f, SHORTEST.toFloat() / short)
    val width = (zoom * picture.width).toInt()
    val height = (zoom * picture.height).toInt()
    val result = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888)
    val fit = Fit(picture, width, height, mirrored = false)
    val painter = Painter(context, letters = minOf(width, height) / 30f)
    val bitmap = emptyBitmap(picture).apply { fill(picture) }
    painter.draw(Canvas(result), bitmap, fit, faces, chosen)
    return result
}

private fun ask(activity: Activity) {
    if (activity.isFinishing || activity.isDestroyed) return
    val send = Intent(Intent.ACTION_SEND)
        .setType("image/jpeg")
        .putExtra(Intent.EXTRA_STREAM, SharedPicture.uri(activity))
        .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    val title = activity.getString(R.string.share_title)
    activity.startActivity(Intent.createChooser(send, title))
}
