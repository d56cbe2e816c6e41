/**
 * Face alignment: moves eyes, nose and mouth to where the training faces have
 * them. The algorithm is that of `arm_tf/faces/alignment.py`, described there
 * in nine steps; the results are bit-exact.
 */

import { copyPart, halve } from "./scale.js";

const ONE = 65536; // fixed-point units per pixel

/**
 * Returns a face as a classifier expects it: RGB, row by row, of
 * `size * size * 3` bytes; null if all points coincide.
 *
 * @param {import("./scale.js").Image} image
 * @param {number[][]} points Right eye, left eye, nose, mouth, as x and y in
 *     pixels; others are ignored.
 * @param {number[][]} template Their target positions, in shares of the side.
 * @param {number} size Side of the result in pixels.
 * @returns {Uint8Array | null}
 */
export function alignFace(image, points, template, size) {
  const found = place(points, template, size);
  if (!found) return null;
  const { x, y, right, down } = found;
  const halvings = countHalvings(right, down, size);
  const scale = 2 ** halvings;
  const x0 = units(x / scale - 0.5);
  const y0 = units(y / scale - 0.5);
  const dx = units(right / size / scale);
  const dy = units(down / size / scale);
  const xs = new Float64Array(size * size); // exceed 32 bits
  const ys = new Float64Array(size * size);
  for (let j = 0, at = 0; j < size; j++) {
    for (let i = 0; i < size; i++, at++) {
      xs[at] = x0 + i * dx - j * dy;
      ys[at] = y0 + i * dy + j * dx;
    }
  }
  return sample(image, xs, ys, halvings);
}

/** Returns steps 1 to 4. */
function place(points, template, size) {
  const { moved: p, middle } = centred(points);
  const { moved: q, middle: centre } = centred(template);
  let [a, b, d] = [0, 0, 0];
  for (let index = 0; index < 4; index++) {
    const [px, py] = p[index];
    const [qx, qy] = q[index];
    a += px * qx + py * qy;
    b += px * qy - py * qx;
    d += px * px + py * py;
  }
  const n = a * a + b * b;
  if (!n || !d) return null;
  const right = (a * d) / n;
  const down = (-b * d) / n;
  const u = 0.5 / size - centre[0];
  const v = 0.5 / size - centre[1];
  const x = middle[0] + u * right - v * down;
  const y = middle[1] + u * down + v * right;
  return { x, y, right, down };
}

function centred(points) {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = points;
  const middle = [(x0 + x1 + x2 + x3) / 4, (y0 + y1 + y2 + y3) / 4];
  const moved = points
    .slice(0, 4)
    .map(([x, y]) => [x - middle[0], y - middle[1]]);
  return { moved, middle };
}

/** Returns step 5's `k`. */
function countHalvings(right, down, size) {
  let square = right * right + down * down;
  let halvings = 0;
  while (square >= 4 * size * size) {
    square /= 4;
    halvings += 1;
  }
  return halvings;
}

function units(value) {
  return Math.floor(value * ONE + 0.5);
}

/** Returns steps 6 to 9 at places in units. */
function sample(image, xs, ys, halvings) {
  const scale = 2 ** halvings;
  const columns = neighbours(xs, Math.ceil(image.width / scale));
  const rows = neighbours(ys, Math.ceil(image.height / scale));
  // Halve only the needed part.
  let part = copyPlaces(image, columns, rows, scale);
  for (let count = 0; count < halvings; count++) part = halve(part);
  const { data, width } = part;
  const result = new Uint8Array(3 * xs.length);
  for (let at = 0; at < xs.length; at++) {
    const upper = (rows.first[at] - rows.least) * width - columns.least;
    const lower = (rows.second[at] - rows.least) * width - columns.least;
    const p00 = 4 * (upper + columns.first[at]);
    const p10 = 4 * (upper + columns.second[at]);
    const p01 = 4 * (lower + columns.first[at]);
    const p11 = 4 * (lower + columns.second[at]);
    const fx = columns.share[at];
    const fy = rows.share[at];
    for (let channel = 0; channel < 3; channel++) {
      result[3 * at + channel] =
        (data[p00 + channel] * (256 - fx) * (256 - fy) +
          data[p10 + channel] * fx * (256 - fy) +
          data[p01 + channel] * (256 - fx) * fy +
          data[p11 + channel] * fx * fy +
          32768) >>
        16;
    }
  }
  return result;
}

/** Returns, per place on a line, its two pixels and the second's share. */
function neighbours(places, extent) {
  const within = (value) => Math.min(Math.max(value, 0), extent - 1);
  const first = new Int32Array(places.length);
  const second = new Int32Array(places.length);
  const share = new Int32Array(places.length);
  for (const [at, value] of places.entries()) {
    const low = Math.floor(value / ONE);
    first[at] = within(low);
    second[at] = within(low + 1);
    share[at] = (value - low * ONE) >> 8;
  }
  const least = first.reduce((a, b) => Math.min(a, b));
  const most = second.reduce((a, b) => Math.max(a, b));
  return { first, second, share, least, most };
}

/** Returns the part of a picture that halves to these columns and rows. */
function copyPlaces(image, columns, rows, scale) {
  const x = columns.least * scale;
  const y = rows.least * scale;
  const width = Math.min((columns.most + 1) * scale, image.width) - x;
  const height = Math.min((rows.most + 1) * scale, image.height) - y;
  return copyPart(image, x, y, width, height);
}
