package armtf.demo

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ContentResolver
import android.content.Context
import android.content.Intent
import android.content.res.Configuration
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.widget.Button

private const val CHOOSE_PICTURE = 1
private const val PICTURE = "picture"
private const val PHOTO_PICKER = 33 // Android 13
private const val PICK_IMAGES = "android.provider.action.PICK_IMAGES"

/** A picture from the gallery, and the expressions of the faces in it. */
class PictureActivity : Activity() {
    private lateinit var worker: Worker
    private lateinit var screen: Screen
    private var uri: Uri? = null // of the picture

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        worker = Worker(this) { screen.show(it) }
        layOut(state)
        worker.model.start()
        uri = state?.getString(PICTURE)?.let(Uri::parse) ?: asked(intent)
        read()
    }

    override fun onConfigurationChanged(changed: Configuration) {
        super.onConfigurationChanged(changed)
        layOut(Bundle().also(screen::save))
        screen.show(worker.model.state)
    }

    private fun layOut(saved: Bundle?) {
        screen = Screen(this, saved) { worker.labels }
        screen.find<Button>(R.id.picture).setOnClickListener { choosePicture() }
        screen.find<Button>(R.id.camera).setOnClickListener { finish() }
        val cameras = lenses(cameraManager(this))
        screen.setVisible(R.id.camera, cameras.isNotEmpty())
    }

    private fun read() {
        val uri = uri
        worker.model.picture { uri?.let { readPicture(contentResolver, it) } }
    }

    private fun choosePicture() {
        try {
            startActivityForResult(galleryIntent(), CHOOSE_PICTURE)
        } catch (error: ActivityNotFoundException) {
            worker.model.send(Event.PictureUnreadable)
        }
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        uri = data?.data ?: return // cancelled by the user
        screen.forget()
        read()
    }

    override fun onSaveInstanceState(out: Bundle) {
        super.onSaveInstanceState(out)
        screen.save(out)
        out.putString(PICTURE, uri?.toString())
    }

    override fun onDestroy() {
        worker.close()
        super.onDestroy()
    }
}

/** Returns an intent's picture: from the app itself, or shared by another. */
private fun asked(intent: Intent): Uri? {
    if (intent.action != Intent.ACTION_SEND) return intent.data
    @Suppress("DEPRECATION") // The replacement needs Android 13.
    val shared = intent.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)
    // Other apps must not open this app's own files.
    return shared?.takeIf { it.scheme == ContentResolver.SCHEME_CONTENT }
}

/**
 * Returns an intent to choose a picture: from Android 13 on the photo picker,
 * which gives the app access to the chosen picture only.
 */
fun galleryIntent(): Intent {
    if (Build.VERSION.SDK_INT >= PHOTO_PICKER) return Intent(PICK_IMAGES)
    return Intent(Intent.ACTION_GET_CONTENT)
        .addCategory(Intent.CATEGORY_OPENABLE)
        .setType("image/*")
}

/** Returns an intent to show a picture. */
fun pictureIntent(context: Context, uri: Uri): Intent =
    Intent(context, PictureActivity::class.java)
        .setData(uri)
        .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
