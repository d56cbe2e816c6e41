/**
 * What the face detector's network sees and says: BlazeFace, full range, 2019,
 * https://arxiv.org/abs/1907.05047. The rule is that of
 * `arm_tf/faces/blazeface.py`, written there in full.
 *
 * An answer is an array of 17 numbers: centre x and y, width, height, then x
 * and y of right eye, left eye, nose, mouth, right and left ear, and the
 * score.
 */

import { Tensor } from "./litert/index.js";
import { areaMean, bilinear, copyPart, halfToEven, halve } from "./scale.js";

export const SIDE = 192; // pixels that the network sees
export const LEAST_SCORE = 0.5;
export const SAME = 0.3; // of two boxes' union, above which they are one face
export const SCORE = 16; // column of an answer
const CELLS = 48; // a side
const CELL = SIDE / CELLS; // pixels

/** The network. */
export class BlazeFace {
  #compiled;

  /** @param compiled What LiteRT.js makes of the network's file. */
  constructor(compiled) {
    this.#compiled = compiled;
  }

  /**
   * Returns what it sees in a part of a picture, in the picture's pixels:
   * several answers to a face; see `suppress`.
   *
   * @param {import("./scale.js").Image} image
   * @param {number[]} region Left, top, right, bottom in whole pixels; may
   *     leave the picture, where it is black.
   * @param {number} least Score from which answers are kept.
   * @returns {Promise<number[][]>}
   */
  async look(image, region, least = LEAST_SCORE) {
    const { seen, scale, corner } = letterbox(image, region);
    const input = new Tensor(seen, [1, SIDE, SIDE, 3]);
    let outputs = [];
    try {
      outputs = await this.#compiled.run(input);
      const [numbers, scores] = outputs.map((output) => output.toTypedArray());
      const rows = decode(numbers, scores, least);
      for (const row of rows) {
        for (let at = 0; at < SCORE; at++) row[at] /= scale;
        for (const at of PLACES) {
          row[at] += corner[0];
          row[at + 1] += corner[1];
        }
      }
      return rows;
    } finally {
      input.delete(); // LiteRT.js frees nothing by itself.
      for (const output of outputs) output.delete();
    }
  }
}

// A byte's value in [-1, 1], computed in 32 bits as in Python.
const UNIT = Float32Array.from(
  { length: 256 },
  (_, value) => Math.fround(value * Math.fround(1 / 127.5)) - 1,
);
const PLACES = [0, 4, 6, 8, 10, 12, 14]; // columns of x, before their y

/**
 * Returns what the network is given, float32 in [-1, 1]; by how much the
 * picture was enlarged; and where the corner of the square is in it.
 */
export function letterbox(image, [left, top, right, bottom]) {
  const width = right - left;
  const height = bottom - top;
  const whole =
    !left && !top && width === image.width && height === image.height;
  const part = whole ? image : copyPart(image, left, top, width, height);
  const longest = Math.max(width, height);
  const fit = (side) => Math.max(1, halfToEven((SIDE * side) / longest));
  const small = shrink(part, fit(width), fit(height));
  const x = (SIDE - small.width) >> 1;
  const y = (SIDE - small.height) >> 1;
  const seen = new Float32Array(SIDE * SIDE * 3).fill(-1);
  for (let row = 0, from = 0; row < small.height; row++) {
    let to = 3 * ((y + row) * SIDE + x);
    for (let column = 0; column < small.width; column++, from += 4) {
      seen[to++] = UNIT[small.data[from]];
      seen[to++] = UNIT[small.data[from + 1]];
      seen[to++] = UNIT[small.data[from + 2]];
    }
  }
  const scale = SIDE / longest;
  return { seen, scale, corner: [left - x / scale, top - y / scale] };
}

/** Returns a picture in another size: means of areas where it shrinks. */
function shrink(image, width, height) {
  // Halving is faster than means of uneven areas.
  while (Math.min(image.width / width, image.height / height) >= 3) {
    const even = image.width % 2 === 0 && image.height % 2 === 0;
    image = even
      ? halve(image)
      : areaMean(image, image.width >> 1, image.height >> 1);
  }
  if (width <= image.width && height <= image.height) {
    return areaMean(image, width, height);
  }
  const all = { left: 0, top: 0, width: image.width, height: image.height };
  return bilinear(image, all, width, height);
}

/** Returns the network's answers from a score of `least`, in its pixels. */
function decode(numbers, scores, least) {
  const rows = [];
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const clipped = Math.min(Math.max(scores[cell], -80), 80);
    const score = 1 / (1 + Math.exp(-clipped));
    if (score < least) continue;
    const row = [...numbers.subarray(SCORE * cell, SCORE * (cell + 1)), score];
    if (row[2] <= 0 || row[3] <= 0) continue;
    for (const at of PLACES) {
      row[at] += ((cell % CELLS) + 0.5) * CELL;
      row[at + 1] += (Math.floor(cell / CELLS) + 0.5) * CELL;
    }
    rows.push(row);
  }
  return rows;
}

/**
 * Returns one answer per face: the best, averaged with what overlaps it.
 *
 * @param {number[][]} rows
 * @param {boolean} average Whether the others count or are only left out.
 */
export function suppress(rows, average = true) {
  const left = [...rows].sort((a, b) => b[SCORE] - a[SCORE]);
  const kept = [];
  while (left.length) {
    const best = left.shift();
    const same = left.filter((row) => overlap(best, row) > SAME);
    kept.push(average ? mean([best, ...same]) : best);
    left.splice(0, left.length, ...left.filter((row) => !same.includes(row)));
  }
  return kept;
}

/** Returns the mean weighted by scores, with the first one's score. */
function mean(group) {
  const total = group.reduce((sum, row) => sum + row[SCORE], 0);
  return group[0].map((own, at) =>
    at === SCORE
      ? own
      : group.reduce((sum, row) => sum + row[at] * row[SCORE], 0) / total,
  );
}

/** Returns the common area over the union of two boxes. */
export function overlap(one, other) {
  let common = 1;
  for (const at of [0, 1]) {
    const low = Math.max(
      one[at] - one[at + 2] / 2,
      other[at] - other[at + 2] / 2,
    );
    const high = Math.min(
      one[at] + one[at + 2] / 2,
      other[at] + other[at + 2] / 2,
    );
    common *= Math.max(0, high - low);
  }
  return common / (one[2] * one[3] + other[2] * other[3] - common);
}
