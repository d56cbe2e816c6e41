package armtf.demo

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.content.res.Configuration
import android.net.Uri
import android.os.Bundle
import android.widget.Button

private const val CHOOSE_PICTURE = 1
private const val PICTURE = "picture"

/** A picture from the gallery, and what the faces in it show. */
class PictureActivity : Activity() {
    private lateinit var worker: Worker
    private lateinit var screen: Screen
    private var uri: Uri? = null // of the picture

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        worker = Worker(this) { screen.show(it) }
        layOut(state)
        worker.model.start()
        uri = state?.getString(PICTURE)?.let(Uri::parse) ?: intent.data
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
        uri = data?.data ?: return // The user chose none.
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

/** Returns what lets the user choose a picture. */
fun galleryIntent(): Intent = Intent(Intent.ACTION_GET_CONTENT)
    .addCategory(Intent.CATEGORY_OPENABLE)
    .setType("image/*")

/** Returns what shows a picture. */
fun pictureIntent(context: Context, uri: Uri): Intent =
    Intent(context, PictureActivity::class.java)
        .setData(uri)
        .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
