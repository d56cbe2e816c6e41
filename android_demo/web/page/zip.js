/** Reads one file of a zip archive, which may be appended to another file. */

const END = 0x06054b50; // signatures, little-endian
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22; // bytes, without the trailing comment
const LONGEST_COMMENT = 65535;
const STORED = 0;
const DEFLATED = 8;

/**
 * Returns a file's bytes.
 *
 * @param {Uint8Array} content Ends with the archive.
 * @param {string} name The file's, ASCII.
 * @param {number} longest Bytes; of a longer file no more is unpacked.
 * @returns {Promise<Uint8Array>}
 * @throws {Error} It is no archive, is damaged, or lacks the file.
 */
export async function readEntry(content, name, longest) {
  const view = new DataView(
    content.buffer,
    content.byteOffset,
    content.byteLength,
  );
  const entry = findEntry(view, name);
  if (view.getUint32(entry.start, true) !== LOCAL) {
    throw new Error(`${name} is not where its directory says`);
  }
  const names = view.getUint16(entry.start + 26, true);
  const extra = view.getUint16(entry.start + 28, true);
  const from = entry.start + 30 + names + extra;
  const packed = content.subarray(from, from + entry.packedSize);
  const bytes = await unpack(packed, entry.method, longest);
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) {
    throw new Error(`${name} is damaged`);
  }
  return bytes;
}

function findEntry(view, name) {
  const end = findEnd(view);
  const directory = end - view.getUint32(end + 12, true);
  // Offsets count from the archive's or from the whole file's start.
  const shift = directory - view.getUint32(end + 16, true);
  let at = directory;
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== ENTRY) break;
    const lengths = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    if (text(view, at + 46, lengths[0]) === name) {
      return {
        method: view.getUint16(at + 10, true),
        crc: view.getUint32(at + 16, true),
        packedSize: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        start: shift + view.getUint32(at + 42, true),
      };
    }
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  throw new Error(`no ${name} in its zip archive`);
}

function findEnd(view) {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Error("no zip archive at its end");
}

function text(view, start, length) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
  return String.fromCharCode(...bytes);
}

async function unpack(packed, method, longest) {
  if (method === STORED) return packed.slice(0, longest);
  if (method !== DEFLATED) {
    throw new Error(`packed by method ${method}, not stored or deflated`);
  }
  const stream = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  const chunks = [];
  let size = 0;
  const reader = stream.getReader();
  while (size < longest) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  await reader.cancel();
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function crc32(bytes) {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
  }
  return ~rest >>> 0;
}
