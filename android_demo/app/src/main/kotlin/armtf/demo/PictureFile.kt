package armtf.demo

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.media.ExifInterface
import android.net.Uri
import armtf.inference.Picture
import java.io.IOException
import java.io.InputStream
import kotlin.math.roundToInt

private const val LARGEST = 2048 // pixels of the longer side, in memory

/** Returns the chosen picture, upright; null if it is unreadable. */
fun readPicture(resolver: ContentResolver, uri: Uri): Picture? = try {
    val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    resolver.read(uri) { BitmapFactory.decodeStream(it, null, bounds) }
    val options = BitmapFactory.Options().apply {
        inSampleSize = shrinkage(maxOf(bounds.outWidth, bounds.outHeight))
    }
    resolver.read(uri) { BitmapFactory.decodeStream(it, null, options) }
        ?.fitted()
        ?.toPicture()
        ?.turned(exifTurn(resolver.orientation(uri)))
} catch (error: IOException) {
    null
} catch (error: SecurityException) { // The permission was revoked.
    null
} catch (error: OutOfMemoryError) {
    null
}

private fun <T> ContentResolver.read(uri: Uri, work: (InputStream) -> T): T? =
    openInputStream(uri)?.use(work)

private fun ContentResolver.orientation(uri: Uri): Int = try {
    read(uri) {
        ExifInterface(it).getAttributeInt(ExifInterface.TAG_ORIENTATION, 1)
    } ?: 1
} catch (error: IOException) { // a format without Exif data
    1
}

/**
 * Returns the power of two to downsample by while decoding: the longer side
 * stays longer than [LARGEST], and is below twice that.
 */
internal fun shrinkage(longest: Int): Int {
    var divisor = 1
    while (longest / divisor >= 2 * LARGEST) divisor *= 2
    return divisor
}

/** Returns the picture, scaled down to [LARGEST] if it is larger. */
internal fun Bitmap.fitted(): Bitmap {
    val scale = LARGEST.toDouble() / maxOf(width, height)
    if (scale >= 1) return this
    val wide = maxOf(1, (scale * width).roundToInt())
    val high = maxOf(1, (scale * height).roundToInt())
    return Bitmap.createScaledBitmap(this, wide, high, true).also {
        if (it !== this) recycle()
    }
}

private fun Bitmap.toPicture(): Picture {
    val pixels = IntArray(width * height)
    getPixels(pixels, 0, width, 0, 0, width, height)
    val picture = Picture(width, height, pixels)
    recycle()
    return picture
}
