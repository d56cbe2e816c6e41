package armtf.demo

import android.app.Activity
import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executor

// More hardly helps with one face, and less is left for the screen.
private const val COMPUTE_THREADS = 2

/** A screen's view model, which runs on the networks' thread. */
class Worker(activity: Activity, show: (UiState) -> Unit) {
    private val screen = Handler(Looper.getMainLooper())
    val handler = Networks.handler

    /** The model's, once it is open. */
    @Volatile var labels = emptyList<String>()
        private set
    val model = FacesModel(
        background = Executor { handler.post(it) },
        screen = Executor { screen.post(it) },
        open = {
            val assets = activity.applicationContext.assets
            Networks.shared.take { assets.analyzer(COMPUTE_THREADS) }
                .also { labels = it.labels }
        },
        clock = System::nanoTime,
        show = show,
        giveBack = { Networks.shared.giveBack() },
    )

    /** Gives all back, after what was asked for before. */
    fun close() = model.close()
}
