/**
 * Input and output of the face detector's network: BlazeFace, full range, 2019,
 * https://arxiv.org/abs/1907.05047. The algorithm is that of
 * `arm_tf/faces/blazeface.py`, described there in full.
 *
 * A candidate is an array of 17 numbers: centre x and y, width, height, then x
 * and y of right eye, left eye, nose, mouth, right and left ear, and the
 * score.
 */

import { Tensor } from "./litert/index.js";
import { areaMean, bilinear, copyPart, halfToEven, halve } from "./scale.js";

export const SIDE = 192; // pixels of the network's input
export const LEAST_SCORE = 0.5;
export const SAME = 0.3; // IoU above which two boxes are one face
export const SCORE = 16; // column of a candidate
const CELLS = 48; // a side
const CELL = SIDE / CELLS; // pixels

/** The network. */
export class BlazeFace {
  #compiled;

  /** @param compiled The network, compiled by LiteRT.js. */
  constructor(compiled) {
    this.#compiled = compiled;
  }

  /**
   * Returns the candidates in a part of a picture, in the picture's pixels:
   * several per face; see `suppress`.
   *
   * @param {import("./scale.js").Image} image
   * @param {number[]} region Left, top, right, bottom in whole pixels; may
   *     extend beyond the picture; it is black there.
   * @param {number} least Score from which candidates are kept.
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
      input.delete(); // LiteRT.js needs explicit deletion.
      for (const output of outputs) output.delete();
    }
  }
}

// A byte's value in [-1, 1], computed in float32 as in Python.
const UNIT = Float32Array.from(
  { length: 256 },
  (_, value) => Math.fround(value * Math.fround(1 / 127.5)) - 1,
);
const PLACES = [0, 4, 6, 8, 10, 12, 14]; // columns of x, before their y

/**
 * Returns the network's input, float32 in [-1, 1]; the scale factor of the
 * picture; and the place of the square's corner in it.
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

/** Resizes a picture: by area averaging where it shrinks. */
function shrink(image, width, height) {
  // Halving is faster than averaging uneven areas.
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

/** Returns candidates with a score of `least` or more, in input pixels. */
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
 * Non-maximum suppression. Returns one detection per face: the best, averaged
 * with those it overlaps.
 *
 * @param {number[][]} rows
 * @param {boolean} average Whether to average the others in, or just drop them.
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

/** Returns the score-weighted mean, with the first one's score. */
function mean(group) {
  const total = group.reduce((sum, row) => sum + row[SCORE], 0);
  return group[0].map((own, at) =>
    at === SCORE
      ? own
      : group.reduce((sum, row) => sum + row[at] * row[SCORE], 0) / total,
  );
}

/** Returns two boxes' intersection over union (IoU). */
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
