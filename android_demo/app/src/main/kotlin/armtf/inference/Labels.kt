/** A model's labels, in the zip archive at the end of its file. */
package armtf.inference

import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.zip.CRC32
import java.util.zip.DataFormatException
import java.util.zip.Inflater

private const val LONGEST_LABELS = 1 shl 16 // bytes; longer is no list

/** Returns a model's labels, from `labels.txt` in the zip at its end. */
internal fun readLabels(model: ByteBuffer): List<String> {
    val text = try {
        String(zipEntry(model, "labels.txt"))
    } catch (error: DataFormatException) {
        throw withoutLabels("an entry that cannot be inflated")
    } catch (error: RuntimeException) { // an offset beyond the file's end
        throw withoutLabels("a damaged archive")
    }
    val labels = text.trimEnd('\n').split("\n")
    val different = labels.toSet().size == labels.size && labels.size >= 2
    if (!different || labels.any { it.isBlank() }) {
        throw InputError(
            "Expected two or more different labels in $MODEL. Received: " +
                "${labels.toString().take(200)}. $MAKE_ONE"
        )
    }
    return labels
}

private fun withoutLabels(found: String) = InputError(
    "Expected $MODEL to carry its labels, as labels.txt in a zip archive at " +
        "its end. Received: $found, perhaps a file that was cut. $MAKE_ONE"
)

/** Returns an entry of the zip archive at the end of a file. */
private fun zipEntry(file: ByteBuffer, name: String): ByteArray {
    val bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN)
    val last = bytes.limit() - 22 // the end record, without a comment
    val end = (last downTo maxOf(0, last - 0xffff)).firstOrNull {
        bytes.getInt(it) == 0x06054b50
    } ?: throw withoutLabels("no archive")
    var at = end - bytes.getInt(end + 12)
    // Offsets count from the archive's start, or from the whole file's.
    val start = at - bytes.getInt(end + 16)
    repeat(bytes.unsigned(end + 10)) {
        val length = bytes.unsigned(at + 28)
        if (length == name.length && bytes.asciiAt(at + 46, length) == name) {
            return zipContent(bytes, at, start)
        }
        at += 46 + length + bytes.unsigned(at + 30) + bytes.unsigned(at + 32)
    }
    throw withoutLabels("an archive without it")
}

/** Returns an entry's content; [at] is its place in the central directory. */
private fun zipContent(bytes: ByteBuffer, at: Int, start: Int): ByteArray {
    val packed = bytes.getInt(at + 20)
    val size = bytes.getInt(at + 24)
    if (packed !in 0..LONGEST_LABELS || size !in 0..LONGEST_LABELS) {
        throw withoutLabels("an entry of $size bytes")
    }
    val header = bytes.getInt(at + 42) + start
    val names = bytes.unsigned(header + 26) + bytes.unsigned(header + 28)
    val raw = ByteArray(packed)
    bytes.position(header + 30 + names)
    bytes.get(raw)
    val content = when (bytes.unsigned(at + 10)) {
        0 -> raw
        8 -> inflate(raw, size)
        else -> throw withoutLabels("an entry packed in an unknown way")
    }
    val sum = CRC32().apply { update(content) }.value.toInt()
    if (sum != bytes.getInt(at + 16)) throw withoutLabels("a damaged entry")
    return content
}

private fun inflate(raw: ByteArray, size: Int): ByteArray {
    val inflater = Inflater(true) // without a header, as in zip archives
    try {
        inflater.setInput(raw)
        val content = ByteArray(size)
        return content.copyOf(inflater.inflate(content))
    } finally {
        inflater.end()
    }
}

private fun ByteBuffer.unsigned(at: Int) = getShort(at).toInt() and 0xffff
