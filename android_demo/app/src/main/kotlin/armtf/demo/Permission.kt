package armtf.demo

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.pm.PackageManager

private const val ASKED = "camera asked"

/** The camera permission, and whether Android would still ask for it. */
class Permission(private val activity: Activity) {
    private val kept =
        activity.getSharedPreferences("permission", Context.MODE_PRIVATE)

    val granted: Boolean
        get() = activity.checkSelfPermission(Manifest.permission.CAMERA) ==
            PackageManager.PERMISSION_GRANTED

    /**
     * Android does not distinguish "not asked yet" from "never again", so
     * that it was asked is stored here.
     */
    val canAsk: Boolean
        get() = !kept.getBoolean(ASKED, false) ||
            activity.shouldShowRequestPermissionRationale(
                Manifest.permission.CAMERA
            )

    /** Stores that the user answered; once granted, it can be asked again. */
    fun answered() = kept.edit().putBoolean(ASKED, !granted).apply()
}
