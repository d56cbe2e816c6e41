/**
 * The Exif orientation of WebP files, which browsers ignore. They apply it to
 * other formats themselves.
 */

const HEAD = 12; // bytes: RIFF, size, WEBP
const ORIENTATION = 0x0112; // Exif's tag
const MOST_CHUNKS = 64;

/**
 * Returns Exif's orientation of a WebP file, from 1 to 8: 1 where there is
 * none, or the file is another.
 *
 * @param {Blob} file
 */
export async function webpOrientation(file) {
  const head = await bytes(file, 0, HEAD);
  if (text(head, 0) !== "RIFF" || text(head, 8) !== "WEBP") return 1;
  let at = HEAD;
  for (let count = 0; count < MOST_CHUNKS && at + 8 <= file.size; count++) {
    const chunk = await bytes(file, at, at + 8);
    const size = chunk.getUint32(4, true);
    if (text(chunk, 0) === "EXIF") {
      return orientation(await bytes(file, at + 8, at + 8 + size));
    }
    at += 8 + size + (size % 2);
  }
  return 1;
}

async function bytes(file, from, to) {
  return new DataView(await file.slice(from, to).arrayBuffer());
}

function text(view, at) {
  if (view.byteLength < at + 4) return "";
  const letters = [0, 1, 2, 3].map((step) => view.getUint8(at + step));
  return String.fromCharCode(...letters);
}

/** Reads the tag out of Exif, which is a TIFF file without a picture. */
function orientation(view) {
  try {
    const start = text(view, 0) === "Exif" ? 6 : 0;
    const little = view.getUint16(start) === 0x4949;
    const table = start + view.getUint32(start + 4, little);
    const entries = view.getUint16(table, little);
    for (let at = table + 2; at < table + 2 + 12 * entries; at += 12) {
      if (view.getUint16(at, little) !== ORIENTATION) continue;
      const value = view.getUint16(at + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch {
    // It is truncated; the picture may be intact.
  }
  return 1;
}
