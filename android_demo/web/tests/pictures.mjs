/** Pictures for the tests: colours in places, as PNG files. */

import { deflateSync } from "node:zlib";

/**
 * Returns a PNG file.
 *
 * @param {number} width
 * @param {number} height
 * @param {(x: number, y: number) => number[]} colour RGB in [0, 255] of a
 *     pixel.
 * @returns {Buffer}
 */
export function png(width, height, colour) {
  const lines = [];
  for (let y = 0; y < height; y++) {
    lines.push(0); // not filtered
    for (let x = 0; x < width; x++) lines.push(...colour(x, y));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // bits per channel; RGB
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(lines))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** Returns a checksum as PNG and zip files have it. */
export function crc32(bytes) {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
  }
  return ~rest >>> 0;
}

/** A picture, red on its left and blue on its right. */
export function redAndBlue() {
  return png(90, 60, (x) => (x < 45 ? [230, 20, 20] : [20, 20, 230]));
}
