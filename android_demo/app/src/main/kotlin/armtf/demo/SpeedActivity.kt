package armtf.demo

import android.app.Activity
import android.content.Intent
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.widget.Button
import android.widget.TextView
import armtf.inference.FaceDetector
import armtf.inference.Picture
import armtf.inference.runtimeVersion
import kotlin.random.Random

/** An extra: times of the steps per camera frame, a line each. */
const val TIMES = "times"

/** Measures the networks on this phone, and shares the result as text. */
class SpeedActivity : Activity() {
    private val screen = Handler(Looper.getMainLooper())
    private lateinit var result: TextView
    private lateinit var share: Button
    private var work: Thread? = null
    private var done = false // the result is kept

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        setContentView(R.layout.speed)
        result = findViewById<TextView>(R.id.result)!!
        share = findViewById<Button>(R.id.share)!!
        share.setOnClickListener { share(result.text.toString()) }
    }

    override fun onStart() {
        super.onStart()
        if (done) return
        share.isEnabled = false
        val before = work
        work = Thread {
            measureAll(before)
        }.apply { start() }
    }

    override fun onStop() {
        work?.interrupt() // In the background, results would differ.
        super.onStop()
    }

    /** @param before is waited for: two at a time would slow each other. */
    private fun measureAll(before: Thread?) {
        try {
            before?.join()
            val speeds = THREADS.map { threads ->
                tell(resources.getQuantityString(
                    R.plurals.measuring, threads, threads
                ))
                Speed(threads, detect(threads), classify(threads))
            }
            val frames = intent.getStringExtra(TIMES).orEmpty()
            tell(report(device(), model(), runtimeVersion(), speeds, frames))
            screen.post {
                done = true
                share.isEnabled = true
            }
        } catch (error: InterruptedException) {
            return // The activity was stopped.
        } catch (error: Exception) { // an InputError, or the interpreter's
            tell(getString(R.string.broken, error.message))
        } catch (error: LinkageError) {
            tell(getString(R.string.broken, error.message))
        }
    }

    private fun detect(threads: Int): Took = assets.detector(threads).use {
        val detector = FaceDetector(it)
        val grey = IntArray(640 * 480) { 0xff808080.toInt() }
        val picture = Picture(640, 480, grey)
        measure(System::nanoTime) { detector.detect(picture) }
    }

    private fun classify(threads: Int): Took = assets.classifier(threads).use {
        val face = Random(0).nextBytes(it.imageSize * it.imageSize * 3)
        measure(System::nanoTime) { it.classify(face) }
    }

    private fun model() = assets.classifier(1).use {
        "${it.settings.name}, ${it.imageSize} pixels"
    }

    private fun device() = "${Build.MANUFACTURER} ${Build.MODEL}, " +
        "Android ${Build.VERSION.RELEASE}, ${Build.SUPPORTED_ABIS.first()}"

    private fun tell(text: String) = screen.post { result.text = text }

    private fun share(text: String) {
        val send = Intent(Intent.ACTION_SEND)
            .setType("text/plain")
            .putExtra(Intent.EXTRA_TEXT, text)
        startActivity(Intent.createChooser(send, getString(R.string.share_speed)))
    }
}
