package armtf.demo

import android.os.Handler
import android.os.HandlerThread
import armtf.inference.Analyzer

/**
 * Networks that are loaded once, shared by all screens, and freed with the last
 * one. Not thread-safe: call everything on one thread.
 */
class Networks {
    private var analyzer: Analyzer? = null
    private var users = 0

    /** Returns the networks; opens them if nobody uses them yet. */
    fun take(open: () -> Analyzer): Analyzer {
        val taken = analyzer ?: open()
        analyzer = taken
        users += 1
        return taken
    }

    /** Releases the networks; the last call frees them. */
    fun giveBack() {
        users -= 1
        if (users > 0) return
        analyzer?.close()
        analyzer = null
    }

    companion object {
        /** The app's instance. */
        val shared = Networks()

        /** The thread that they run on. */
        val handler: Handler by lazy {
            Handler(HandlerThread("faces").apply { start() }.looper)
        }
    }
}
