package armtf.demo

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.pm.PackageManager

private const val ASKED = "camera asked"

/** Whether the camera may be used, and whether Android would ask for it. */
class Permission(private val activity: Activity) {
    private val kept =
        activity.getSharedPreferences("permission", Context.MODE_PRIVATE)

    val granted: Boolean
        get() = activity.checkSelfPermission(Manifest.permission.CAMERA) ==
            PackageManager.PERMISSION_GRANTED

    /**
     * Android tells "not asked yet" and "never again" alike, and forgets
     * neither at a restart; that it was asked is kept here.
     */
    val canAsk: Boolean
        get() = !kept.getBoolean(ASKED, false) ||
            activity.shouldShowRequestPermissionRationale(
                Manifest.permission.CAMERA
            )

    /** Notes that the user answered; after a "yes", it may be asked anew. */
    fun answered() = kept.edit().putBoolean(ASKED, !granted).apply()
}
