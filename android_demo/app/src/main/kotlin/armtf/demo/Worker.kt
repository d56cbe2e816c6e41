package armtf.demo

import android.app.Activity
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import java.util.concurrent.Executor

// More hardly helps with one face, and less is left for the screen.
private const val COMPUTE_THREADS = 2

/** A screen's thread for the networks, and the view model that runs on it. */
class Worker(activity: Activity, show: (UiState) -> Unit) {
    private val thread = HandlerThread("faces").apply { start() }
    private val screen = Handler(Looper.getMainLooper())
    val handler = Handler(thread.looper)

    /** The model's, once it is open. */
    @Volatile var labels = emptyList<String>()
        private set
    val model = FacesModel(
        background = Executor { handler.post(it) },
        screen = Executor { screen.post(it) },
        open = {
            activity.assets.analyzer(COMPUTE_THREADS).also { labels = it.labels }
        },
        clock = System::nanoTime,
        show = show,
    )

    /** Gives all back, after what was asked for before. */
    fun close() {
        model.close()
        thread.quitSafely()
    }
}
