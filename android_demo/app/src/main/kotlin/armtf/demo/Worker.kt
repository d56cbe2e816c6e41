package armtf.demo

import android.app.Activity
import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executor

// More threads hardly help with one face, and slow the screen.
private const val COMPUTE_THREADS = 2

/** A screen's view model, which runs on the networks' thread. */
class Worker(activity: Activity, show: (UiState) -> Unit) {
    private val screen = Handler(Looper.getMainLooper())
    val handler = Networks.handler

    /** The model's labels, once it is open. */
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

    /** Releases everything, after all earlier tasks. */
    fun close() = model.close()
}
