package armtf.demo

import org.junit.Assert.assertEquals
import org.junit.Test

class PictureFileTest {
    @Test
    fun aPictureIsReadLargerThanItIsShown() {
        val divisors = listOf(2048, 2049, 4095, 4096, 8191, 8192, 12000)
            .map(::shrinkage)
        assertEquals(listOf(1, 1, 1, 2, 2, 4, 4), divisors)
    }
}
