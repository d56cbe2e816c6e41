/**
 * The crop for models from earlier versions, which do not store their training
 * faces' points: a square around a face box, with a margin. The algorithm is
 * that of `arm_tf/faces/crop.py`, described there in full.
 */

import { bilinear, withoutAlpha } from "./scale.js";

/**
 * Returns the square around a box, `{left, top, side}` in whole pixels; it may
 * extend beyond the picture.
 *
 * @param {number[]} box x, y, width, height of the face, in pixels.
 * @param {number} margin Share of the box's longer side added on each side.
 */
export function square([x, y, width, height], margin) {
  const longer = Math.max(width, height) * (1 + 2 * margin);
  const side = Math.max(1, round(longer));
  const left = round(x + width / 2 - side / 2);
  const top = round(y + height / 2 - side / 2);
  return { left, top, side };
}

function round(value) {
  return Math.floor(value + 0.5); // halves upwards
}

/**
 * Returns a face as a classifier expects it: RGB, row by row, in [0, 255], of
 * `size * size * 3` bytes. Outside of the picture, its edge is repeated.
 *
 * @param {import("./scale.js").Image} image
 * @param {{left: number, top: number, side: number}} place Of the face; its
 *     centre is on the picture.
 * @param {number} size Side of the result in pixels.
 * @returns {Uint8Array}
 */
export function cropFace(image, { left, top, side }, size) {
  const part = { left, top, width: side, height: side };
  return withoutAlpha(bilinear(image, part, size, size));
}
