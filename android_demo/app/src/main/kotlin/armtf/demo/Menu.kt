/** The menu behind "More", the same on all screens. */
package armtf.demo

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.view.View
import android.widget.PopupMenu

/** @param times times of the steps per frame, a line each. */
fun showMenu(activity: Activity, anchor: View, times: List<String>) {
    val menu = PopupMenu(activity, anchor)
    menu.inflate(R.menu.more)
    menu.setOnMenuItemClickListener { item ->
        when (item.itemId) {
            R.id.speed -> startSpeed(activity, times)
            else -> showAbout(activity)
        }
        true
    }
    menu.show()
}

private fun startSpeed(activity: Activity, times: List<String>) {
    val intent = Intent(activity, SpeedActivity::class.java)
    activity.startActivity(intent.putExtra(TIMES, times.joinToString("\n")))
}

private fun showAbout(activity: Activity) {
    AlertDialog.Builder(activity)
        .setTitle(R.string.app_name)
        .setMessage(R.string.about_text)
        .setPositiveButton(android.R.string.ok, null)
        .show()
}
