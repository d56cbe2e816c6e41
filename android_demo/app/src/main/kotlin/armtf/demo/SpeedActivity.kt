package armtf.demo

import android.app.Activity
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.widget.Button
import android.widget.TextView
import kotlin.random.Random

/** Measures the model on this phone, and shares the result as text. */
class SpeedActivity : Activity() {
    private val screen = Handler(Looper.getMainLooper())
    private lateinit var result: TextView
    private lateinit var share: Button
    private var work: Thread? = null

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.speed)
        result = findViewById(R.id.result) as TextView
        share = findViewById(R.id.share) as Button
        share.setOnClickListener { share(result.text.toString()) }
    }

    override fun onStart() {
        super.onStart()
        share.isEnabled = false
        work = Thread(::measureAll).apply { start() }
    }

    override fun onStop() {
        work?.interrupt() // A phone in the pocket measures something else.
        super.onStop()
    }

    private fun measureAll() {
        try {
            val speeds = THREADS.map { threads ->
                tell(resources.getQuantityString(
                    R.plurals.measuring, threads, threads
                ))
                Classifier.open(assets, threads).use { speed(it, threads) }
            }
            tell(report(device(), model(), Classifier.runtimeVersion(), speeds))
            screen.post { share.isEnabled = true }
        } catch (error: InputError) {
            tell(getString(R.string.broken, error.message))
        } catch (error: InterruptedException) {
            return // The screen is gone.
        }
    }

    private fun speed(classifier: Classifier, threads: Int): Speed {
        val side = classifier.imageSize
        val face = Random(0).nextBytes(side * side * 3)
        return measure(threads, System::nanoTime) { classifier.classify(face) }
    }

    private fun model() = Classifier.open(assets, 1).use {
        "${it.settings.name}, ${it.imageSize} pixels"
    }

    private fun device() = "${Build.MANUFACTURER} ${Build.MODEL}, " +
        "Android ${Build.VERSION.RELEASE}, ${Build.SUPPORTED_ABIS.first()}"

    private fun tell(text: String) = screen.post { result.text = text }

    private fun share(text: String) {
        val send = Intent(Intent.ACTION_SEND)
            .setType("text/plain")
            .putExtra(Intent.EXTRA_TEXT, text)
        startActivity(Intent.createChooser(send, getString(R.string.share_title)))
    }
}
