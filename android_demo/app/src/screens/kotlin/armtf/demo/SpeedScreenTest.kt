package armtf.demo

import android.content.Intent
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class SpeedScreenTest {
    @Test
    fun theNetworksAreMeasuredAndTheResultCanBeShared() {
        val times = Intent().putExtra(TIMES, "align 1.0 ms")
        val controller = Robolectric
            .buildActivity(SpeedActivity::class.java, times).setup()
        val activity = controller.get()
        val share = activity.findViewById<TextView>(R.id.share)
        until("the report") { share.isEnabled }
        val report = activity.text(R.id.result)!!
        for (threads in listOf("1 thread", "2 threads", "4 threads")) {
            val line = Regex("$threads: detect [0-9.]+ ms .*classify [0-9.]+ ms")
            assertTrue(report, line in report)
        }
        assertTrue(report, "align 1.0 ms" in report)
        activity.press(R.id.share)
        val chooser = shadowOf(activity).nextStartedActivity
        val send =
            chooser.getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java)
        assertEquals(report, send!!.getStringExtra(Intent.EXTRA_TEXT))
        controller.stop().start() // back from the other app
        assertTrue("it is not measured anew", share.isEnabled)
        assertEquals(report, activity.text(R.id.result))
    }
}
