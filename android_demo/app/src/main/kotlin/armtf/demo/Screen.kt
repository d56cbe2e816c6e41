package armtf.demo

import android.app.Activity
import android.os.Bundle
import android.os.SystemClock
import android.view.View
import android.widget.Button
import android.widget.TextView
import armtf.inference.Face

private const val CHOSEN = "chosen"
private const val ALL_BARS = "all bars"

/**
 * Shared by the camera and picture screens: the picture, the panel of the
 * selected face, a message, and the buttons below.
 *
 * @param labels of the model; empty until it is open.
 */
class Screen(
    private val activity: Activity,
    saved: Bundle?,
    private val labels: () -> List<String>,
) {
    private val words = Words(activity.resources)
    private val choice = Choice(saved?.getInt(CHOSEN) ?: Choice.NONE)
    private val announcer = Announcer()
    private var state: UiState = UiState.Starting
    private var overlay = false
    private val faces: FacesView
    private val bars: BarsView
    private val all: Button

    init {
        activity.setContentView(R.layout.main)
        faces = find(R.id.faces)
        bars = find(R.id.bars)
        all = find(R.id.all)
        showAll(saved?.getBoolean(ALL_BARS) ?: false)
        faces.onChoose = {
            choice.number = it
            show(state, overlay)
        }
        find<Button>(R.id.next).setOnClickListener {
            choice.next(state.seen?.faces.orEmpty())
            show(state, overlay)
        }
        all.setOnClickListener { showAll(!bars.all) }
        find<Button>(R.id.share).setOnClickListener {
            state.seen?.let { sharePicture(activity, it) }
        }
        find<Button>(R.id.more).setOnClickListener {
            showMenu(activity, it, words.times(state.seen?.times.orEmpty()))
        }
    }

    /** Returns a view of the layout. */
    fun <T : View> find(id: Int): T = activity.findViewById<T>(id)!!

    /** Saves the user's selection, for when the activity is recreated. */
    fun save(out: Bundle) {
        out.putInt(CHOSEN, choice.number)
        out.putBoolean(ALL_BARS, bars.all)
    }

    /** Clears the user's selection: another picture follows. */
    fun forget() {
        choice.number = Choice.NONE
    }

    /** @param overlay whether the picture itself is drawn behind the faces. */
    fun show(state: UiState, overlay: Boolean = false) {
        this.state = state
        this.overlay = overlay
        val seen = state.seen
        val face = seen?.let { choice.among(it.faces) }
        val mirrored = (state as? UiState.Live)?.mirrored ?: false
        faces.show(seen, mirrored, choice.number, overlay)
        setText(R.id.message, words.message(state))
        setVisible(R.id.notice, seen == null)
        setVisible(R.id.panel, seen != null)
        setVisible(R.id.share, seen != null)
        if (seen != null) showPanel(seen.faces, face, state is UiState.Live)
    }

    private fun showPanel(faces: List<Face>, face: Face?, live: Boolean) {
        setText(R.id.answer, words.answer(face))
        setText(R.id.detail, words.detail(face))
        setText(R.id.help, if (face == null) words.help(live) else null)
        setText(R.id.next, words.next(faces.indexOf(face), faces.size))
        setVisible(R.id.bars, face != null)
        setVisible(R.id.all, face != null)
        bars.show(labels(), face?.prediction)
        val spoken = words.spoken(faces)
        if (announcer.wants(spoken, SystemClock.uptimeMillis())) {
            this.faces.contentDescription = spoken
        }
        // Computed on demand, so that they always belong to this face.
        val read = face?.let { words.bars(labels(), it.prediction) }
        if (bars.contentDescription != read) bars.contentDescription = read
    }

    private fun showAll(all: Boolean) {
        bars.all = all
        this.all.setText(if (all) R.string.fewer_bars else R.string.all_bars)
    }

    /** Sets a text only if it changed, to avoid needless layout. */
    private fun setText(id: Int, text: String?) {
        val view = find<TextView>(id)
        if (text != null && text != view.text.toString()) view.text = text
        setVisible(id, text != null)
    }

    fun setVisible(id: Int, visible: Boolean) {
        find<View>(id).visibility = if (visible) View.VISIBLE else View.GONE
    }
}
