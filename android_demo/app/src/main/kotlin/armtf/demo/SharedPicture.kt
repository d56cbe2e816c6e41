package armtf.demo

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException

private const val NAME = "faces.jpg"

/**
 * Shows one file to the app that the user shares it with: the last picture
 * that was shared. Android lets no other app in.
 */
class SharedPicture : ContentProvider() {
    override fun onCreate() = true

    override fun getType(uri: Uri) = "image/jpeg"

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        val context = context
        if (context == null || mode != "r" || uri != uri(context)) {
            throw FileNotFoundException("$mode $uri")
        }
        val read = ParcelFileDescriptor.MODE_READ_ONLY
        return ParcelFileDescriptor.open(file(context), read)
    }

    override fun query(
        uri: Uri,
        columns: Array<out String>?,
        selection: String?,
        arguments: Array<out String>?,
        order: String?,
    ): Cursor {
        val known = mapOf<String, Any?>(
            OpenableColumns.DISPLAY_NAME to NAME,
            OpenableColumns.SIZE to context?.let { file(it).length() },
        )
        val asked = (columns ?: known.keys.toTypedArray()).filter { it in known }
        val cursor = MatrixCursor(asked.toTypedArray(), 1)
        cursor.addRow(asked.map { known[it] }.toTypedArray())
        return cursor
    }

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun delete(uri: Uri, where: String?, arguments: Array<out String>?) = 0

    override fun update(
        uri: Uri,
        values: ContentValues?,
        where: String?,
        arguments: Array<out String>?,
    ) = 0

    companion object {
        fun uri(context: Context): Uri =
            Uri.parse("content://${context.packageName}.shared/$NAME")

        fun file(context: Context) = File(context.cacheDir, NAME)
    }
}
