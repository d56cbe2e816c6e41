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
import java.io.IOException
import java.io.OutputStream

private const val KEPT = 4 // of the last files; another app may still read one
private val NAME = Regex("faces-\\d+\\.jpg")

/**
 * Gives the app that the user shares a picture with access to its file, and no
 * other app. Every shared picture has its own file, which never changes.
 */
class SharedPicture : ContentProvider() {
    override fun onCreate() = true

    override fun getType(uri: Uri) = "image/jpeg"

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        val file = context?.let { find(it, uri) }
        if (file == null || mode != "r") {
            throw FileNotFoundException("$mode $uri")
        }
        val read = ParcelFileDescriptor.MODE_READ_ONLY
        return ParcelFileDescriptor.open(file, read)
    }

    override fun query(
        uri: Uri,
        columns: Array<out String>?,
        selection: String?,
        arguments: Array<out String>?,
        order: String?,
    ): Cursor {
        val known = mapOf<String, Any?>(
            OpenableColumns.DISPLAY_NAME to "faces.jpg",
            OpenableColumns.SIZE to context?.let { find(it, uri)?.length() },
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
        /** Writes a new file, completely or not at all; returns its URI. */
        fun add(context: Context, write: (OutputStream) -> Unit): Uri {
            val folder = context.cacheDir
            val old = folder.listFiles { _, name -> NAME.matches(name) }.orEmpty()
                .sortedByDescending { it.lastModified() }
            old.drop(KEPT - 1).forEach { it.delete() }
            val name = "faces-${System.nanoTime()}.jpg"
            val unfinished = File(folder, "$name.new")
            try {
                unfinished.outputStream().use(write)
                if (!unfinished.renameTo(File(folder, name))) {
                    throw IOException("no place for $name")
                }
            } finally {
                unfinished.delete()
            }
            return Uri.parse("content://${context.packageName}.shared/$name")
        }

        private fun find(context: Context, uri: Uri): File? {
            val name = uri.lastPathSegment.orEmpty()
            val file = File(context.cacheDir, name)
            val ours = uri.authority == "${context.packageName}.shared"
            return file.takeIf { ours && NAME.matches(name) && it.isFile }
        }
    }
}
