package armtf.demo

import armtf.inference.Analyzer
import armtf.inference.Settings
import armtf.inference.Times
import org.junit.Assert.assertEquals
import org.junit.Assert.assertSame
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class NetworksTest {
    private var opened = 0
    private var closed = 0

    private fun open(): Analyzer {
        opened += 1
        val settings = Settings("", 0.0, 0.5, 0.3, 0.1)
        return Analyzer(
            listOf("dark", "bright"), 2, settings, { listOf() },
            { floatArrayOf(0.2f, 0.8f) }, Times { 0L }, { closed += 1 },
        )
    }

    @Test
    fun twoScreensShareThemAndTheLastOneFreesThem() {
        val networks = Networks()
        val first = networks.take(::open)
        assertSame(first, networks.take(::open))
        networks.giveBack()
        assertEquals(1 to 0, opened to closed)
        networks.giveBack()
        assertEquals(1 to 1, opened to closed)
        networks.take(::open)
        assertEquals(2, opened)
    }
}
