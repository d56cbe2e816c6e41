package armtf.demo

import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class AnnouncerTest {
    private val announcer = Announcer()

    @Test
    fun whatIsFirstIsSaidAtOnceAndNotTwice() {
        assertTrue(announcer.wants("calm", 10))
        assertFalse(announcer.wants("calm", 20))
        assertFalse(announcer.wants("calm", 100_000))
    }

    @Test
    fun whatIsNewWaitsUntilTheLastWasHeard() {
        announcer.wants("calm", 0)
        assertFalse(announcer.wants("glad", 2999))
        assertTrue(announcer.wants("glad", 3000))
        assertFalse(announcer.wants("calm", 3001))
        assertTrue(announcer.wants("calm", 6000))
    }

    @Test
    fun whatLastedAMomentIsNotSaid() {
        announcer.wants("calm", 0)
        assertFalse(announcer.wants("glad", 1000))
        assertFalse(announcer.wants("calm", 3500))
    }
}
