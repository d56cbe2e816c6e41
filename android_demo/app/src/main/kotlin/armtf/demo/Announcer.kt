package armtf.demo

private const val QUIET = 3000L // milliseconds between two things said

/**
 * Decides what a screen reader says of a moving picture: what is new, but not
 * more often than one can listen to.
 */
class Announcer {
    private var said: String? = null
    private var time = 0L

    /**
     * Returns whether a text is to be said now.
     *
     * @param now milliseconds since whenever.
     */
    fun wants(text: String, now: Long): Boolean {
        val early = said != null && now - time < QUIET
        if (text == said || early) return false
        said = text
        time = now
        return true
    }
}
