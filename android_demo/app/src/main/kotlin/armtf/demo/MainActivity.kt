package armtf.demo

import android.Manifest
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.hardware.camera2.CameraManager
import android.hardware.display.DisplayManager
import android.net.Uri
import android.os.Bundle
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.provider.Settings.ACTION_APPLICATION_DETAILS_SETTINGS
import android.view.Display
import android.view.View
import android.widget.Button
import android.widget.TextView
import java.util.concurrent.Executor

private const val ASK_CAMERA = 1
private const val CHOOSE_PICTURE = 2

// More hardly helps with one face, and less is left for finding it.
private const val COMPUTE_THREADS = 2

/** The camera's picture, or one from the gallery, and what faces show. */
class MainActivity : Activity() {
    private val thread = HandlerThread("faces")
    private lateinit var model: FacesModel
    private lateinit var camera: Camera
    private lateinit var faces: FacesView
    private lateinit var message: TextView
    private lateinit var allow: Button
    private lateinit var toCamera: Button
    @Volatile private var labels = emptyList<String>()
    private var asked = false

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.main)
        faces = findViewById(R.id.faces) as FacesView
        message = findViewById(R.id.message) as TextView
        allow = findViewById(R.id.allow) as Button
        toCamera = findViewById(R.id.camera) as Button
        allow.setOnClickListener { allowCamera() }
        toCamera.setOnClickListener {
            model.send(Event.CameraWanted)
            useCamera()
        }
        (findViewById(R.id.picture) as Button).setOnClickListener { choose() }
        (findViewById(R.id.speed) as Button).setOnClickListener {
            startActivity(Intent(this, SpeedActivity::class.java))
        }
        thread.start()
        connect(Handler(thread.looper), Handler(Looper.getMainLooper()))
        model.start()
    }

    private fun connect(background: Handler, main: Handler) {
        model = FacesModel(
            background = Executor { background.post(it) },
            screen = Executor { main.post(it) },
            open = ::openRecognizer,
            clock = System::nanoTime,
            show = ::show,
        )
        val displays = getSystemService(DisplayManager::class.java)
        camera = Camera(
            manager = getSystemService(CameraManager::class.java),
            handler = background,
            display = {
                val screen = displays.getDisplay(Display.DEFAULT_DISPLAY)
                90 * (screen?.rotation ?: 0)
            },
            onFrame = model::frame,
            onLost = { model.send(Event.CameraFailed) },
        )
    }

    private fun openRecognizer(): Recognizer {
        val classifier = Classifier.open(assets, COMPUTE_THREADS)
        labels = classifier.labels
        return Recognizer(
            classifier.labels,
            classifier.imageSize,
            classifier.settings,
            EyeFinder(),
            classifier::classify,
            Times(System::nanoTime),
            classifier::close,
        )
    }

    override fun onStart() {
        super.onStart()
        if (model.state.wantsCamera) useCamera()
    }

    override fun onStop() {
        camera.stop()
        super.onStop()
    }

    override fun onDestroy() {
        model.close()
        thread.quitSafely()
        super.onDestroy()
    }

    private fun useCamera() {
        val allowed = checkSelfPermission(Manifest.permission.CAMERA) ==
            PackageManager.PERMISSION_GRANTED
        when {
            allowed -> {
                if (model.state is UiState.Refused) {
                    model.send(Event.CameraWanted)
                }
                camera.start()
            }
            asked -> refused()
            else -> ask()
        }
    }

    private fun ask() {
        asked = true
        requestPermissions(arrayOf(Manifest.permission.CAMERA), ASK_CAMERA)
    }

    private fun refused() {
        val canAsk = shouldShowRequestPermissionRationale(
            Manifest.permission.CAMERA
        )
        model.send(Event.CameraRefused(canAsk))
    }

    override fun onRequestPermissionsResult(
        request: Int,
        permissions: Array<out String>,
        results: IntArray,
    ) = useCamera()

    /** Asks again, or leads to where it can be allowed after a last "no". */
    private fun allowCamera() {
        val state = model.state
        if (state is UiState.Refused && state.canAsk) return ask()
        val app = Uri.fromParts("package", packageName, null)
        startActivity(Intent(ACTION_APPLICATION_DETAILS_SETTINGS, app))
    }

    private fun choose() {
        val gallery = Intent(Intent.ACTION_GET_CONTENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType("image/*")
        try {
            startActivityForResult(gallery, CHOOSE_PICTURE)
        } catch (error: ActivityNotFoundException) {
            model.send(Event.PictureChosen)
            model.send(Event.PictureUnreadable)
        }
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        val uri = data?.data ?: return // The user chose none.
        model.picture { readPicture(contentResolver, uri) }
        camera.stop()
    }

    private fun show(state: UiState) {
        when (state) {
            is UiState.Live -> 
                faces.show(state.seen, state.mirrored, labels)
            is UiState.Still -> faces.show(state.seen, false, labels)
            else -> faces.show(null, false, labels)
        }
        val text = text(state)
        message.text = text
        message.visibility = visibleIf(text != null)
        allow.visibility = visibleIf(state is UiState.Refused)
        toCamera.isEnabled = !state.wantsCamera && state !is UiState.Broken
    }

    private fun visibleIf(visible: Boolean) =
        if (visible) View.VISIBLE else View.GONE

    private fun text(state: UiState): String? = when (state) {
        is UiState.Starting -> getString(R.string.starting)
        is UiState.Broken -> getString(R.string.broken, state.message)
        is UiState.Refused -> getString(R.string.refused)
        is UiState.CameraLost -> getString(R.string.camera_lost)
        is UiState.OpeningPicture -> getString(R.string.opening_picture)
        is UiState.NoPicture -> getString(R.string.no_picture)
        is UiState.Still ->
            if (state.seen.faces.isEmpty()) getString(R.string.no_face)
            else null
        is UiState.Live -> null
    }
}
