package armtf.demo

import android.Manifest
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ContentResolver
import android.content.Intent
import android.content.res.Configuration
import android.hardware.display.DisplayManager
import android.net.Uri
import android.os.Bundle
import android.provider.Settings.ACTION_APPLICATION_DETAILS_SETTINGS
import android.view.Display
import android.widget.Button

private const val ASK_CAMERA = 1
private const val CHOOSE_PICTURE = 2
private const val FRONT = "front"

/** The live camera, and the expressions of the faces in it. */
class MainActivity : Activity() {
    private lateinit var worker: Worker
    private lateinit var screen: Screen
    private lateinit var camera: Camera
    private lateinit var preview: Preview
    private lateinit var permission: Permission

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        permission = Permission(this)
        worker = Worker(this, ::show)
        camera = openCamera(state?.getBoolean(FRONT) ?: true)
        layOut(state)
        worker.model.start()
    }

    override fun onConfigurationChanged(changed: Configuration) {
        super.onConfigurationChanged(changed)
        layOut(Bundle().also(screen::save))
        show(worker.model.state)
        offerTurn()
    }

    private fun layOut(saved: Bundle?) {
        screen = Screen(this, saved) { worker.labels }
        screen.setVisible(R.id.preview, true)
        preview = Preview(screen.find(R.id.preview), camera::preview)
        screen.find<Button>(R.id.allow).setOnClickListener { allowCamera() }
        screen.find<Button>(R.id.example).setOnClickListener { showExample() }
        screen.find<Button>(R.id.picture).setOnClickListener { choosePicture() }
        val turn = screen.find<Button>(R.id.camera)
        turn.setText(R.string.switch_side)
        turn.contentDescription = getString(R.string.switch_camera)
        turn.setCompoundDrawablesWithIntrinsicBounds(0, R.drawable.icon_turn, 0, 0)
        turn.setOnClickListener {
            camera.turn(!camera.front)
            worker.model.forget()
        }
    }

    private fun openCamera(front: Boolean) = Camera(
        manager = cameraManager(this),
        handler = worker.handler,
        display = ::display,
        onFrame = worker.model::frame,
        onLost = { worker.model.send(Event.CameraFailed) },
        front = front,
    )

    /** Returns the rotation of the screen's content, in degrees. */
    private fun display(): Int {
        val displays = getSystemService(DisplayManager::class.java)!!
        return 90 * (displays.getDisplay(Display.DEFAULT_DISPLAY)?.rotation ?: 0)
    }

    override fun onStart() {
        super.onStart()
        useCamera()
    }

    override fun onStop() {
        camera.stop()
        super.onStop()
    }

    override fun onSaveInstanceState(out: Bundle) {
        super.onSaveInstanceState(out)
        screen.save(out)
        out.putBoolean(FRONT, camera.front)
    }

    override fun onDestroy() {
        worker.close()
        super.onDestroy()
    }

    private fun cameras() = lenses(cameraManager(this))

    private fun offerTurn() =
        screen.setVisible(R.id.camera, permission.granted && haveTwoSides(cameras()))

    private fun useCamera() {
        offerTurn()
        when {
            cameras().isEmpty() -> worker.model.send(Event.CameraMissing)
            !permission.granted ->
                worker.model.send(Event.CameraRefused(permission.canAsk))
            else -> {
                permission.answered()
                worker.model.send(Event.CameraWanted)
                camera.start()
            }
        }
    }

    /** Requests the permission, or opens the settings if denied for good. */
    private fun allowCamera() {
        if (permission.canAsk) {
            val camera = arrayOf(Manifest.permission.CAMERA)
            return requestPermissions(camera, ASK_CAMERA)
        }
        val app = Uri.fromParts("package", packageName, null)
        startActivity(Intent(ACTION_APPLICATION_DETAILS_SETTINGS, app))
    }

    override fun onRequestPermissionsResult(
        request: Int,
        permissions: Array<out String>,
        results: IntArray,
    ) {
        // No results: the request was cancelled.
        if (results.isNotEmpty()) permission.answered()
        useCamera()
    }

    private fun showExample() {
        val picture = Uri.Builder()
            .scheme(ContentResolver.SCHEME_ANDROID_RESOURCE)
            .authority(packageName)
            .appendPath("${R.raw.example}")
            .build()
        startActivity(pictureIntent(this, picture))
    }

    private fun choosePicture() {
        try {
            startActivityForResult(galleryIntent(), CHOOSE_PICTURE)
        } catch (error: ActivityNotFoundException) {
            startActivity(Intent(this, PictureActivity::class.java))
        }
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        val uri = data?.data ?: return // cancelled by the user
        startActivity(pictureIntent(this, uri))
    }

    private fun show(state: UiState) {
        val live = state as? UiState.Live
        live?.let { preview.lay(it.seen.picture, display()) }
        screen.show(state, overlay = live != null && preview.showing)
        val refused = state as? UiState.NotAllowed
        for (view in listOf(R.id.sketch, R.id.allow, R.id.example)) {
            screen.setVisible(view, refused != null)
        }
        val asks = refused?.canAsk ?: true
        val text = if (asks) R.string.allow else R.string.allow_in_settings
        screen.find<Button>(R.id.allow).setText(text)
        if (state is UiState.Broken) screen.setVisible(R.id.camera, false)
    }
}
