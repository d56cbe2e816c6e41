/** Pictures for the tests: PNG files, written and read. */

import { deflateSync, inflateSync } from "node:zlib";

/** Returns a PNG file that is wholly transparent. */
export function transparent(width, height) {
  return encode(width, height, 6, Buffer.alloc(height * (4 * width + 1)));
}

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
  return encode(width, height, 2, Buffer.from(lines));
}

/** `kind` is 2 for RGB, 6 for RGBA; lines begin with 0, not filtered. */
function encode(width, height, kind, lines) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, kind], 8); // bits per channel
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines)),
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

/** A picture without a face, red on its left and blue on its right. */
export function redAndBlue() {
  return png(90, 60, (x) => (x < 45 ? [230, 20, 20] : [20, 20, 230]));
}

/**
 * Reads a PNG file of 8 bits per channel, RGB, as OpenCV writes it.
 *
 * @param {Buffer} file
 * @returns {{width: number, height: number, data: Buffer}}
 */
export function readPng(file) {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const parts = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    if (type === "IDAT") parts.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const lines = inflateSync(Buffer.concat(parts));
  const stride = 3 * width;
  const data = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < 3 ? 0 : data[at - 3];
      const up = y ? data[at - stride] : 0;
      const corner = x < 3 || !y ? 0 : data[at - stride - 3];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      data[at] = lines[y * (stride + 1) + 1 + x] + guess[filter];
    }
  }
  return { width, height, data };
}

/** Returns the neighbour nearest to left + up - corner. */
function paeth(left, up, corner) {
  const away = [left, up, corner].map((v) => Math.abs(left + up - corner - v));
  const [a, b, c] = away;
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
