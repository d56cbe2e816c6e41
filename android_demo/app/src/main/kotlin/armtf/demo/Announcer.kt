package armtf.demo

private const val QUIET = 3000L // milliseconds between two announcements

/**
 * Decides what a screen reader announces about a live picture: only changes,
 * and not too often to listen to.
 */
class Announcer {
    private var said: String? = null
    private var time = 0L

    /**
     * Returns whether to announce a text now.
     *
     * @param now milliseconds since any fixed time.
     */
    fun wants(text: String, now: Long): Boolean {
        val early = said != null && now - time < QUIET
        if (text == said || early) return false
        said = text
        time = now
        return true
    }
}
