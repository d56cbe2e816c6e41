package armtf.demo

import android.os.Handler
import android.os.HandlerThread
import armtf.inference.Analyzer

/**
 * Networks that are loaded once, however many screens use them, and freed with
 * the last one. All is to be called on one thread.
 */
class Networks {
    private var analyzer: Analyzer? = null
    private var users = 0

    /** Returns the networks, opened where nobody has them yet. */
    fun take(open: () -> Analyzer): Analyzer {
        val taken = analyzer ?: open()
        analyzer = taken
        users += 1
        return taken
    }

    /** Gives back what was taken. */
    fun giveBack() {
        users -= 1
        if (users > 0) return
        analyzer?.close()
        analyzer = null
    }

    companion object {
        /** The app's. */
        val shared = Networks()

        /** The thread that they run on. */
        val handler: Handler by lazy {
            Handler(HandlerThread("faces").apply { start() }.looper)
        }
    }
}
