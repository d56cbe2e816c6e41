/**
 * Detects faces, their eyes, nose and mouth, with a second pass for small or
 * doubtful faces. The algorithm is that of `arm_tf/faces/detector.py`,
 * described there in full.
 */

import { BlazeFace, overlap, suppress } from "./blazeface.js";
import { LEAST_SCORE, SAME, SCORE, SIDE } from "./blazeface.js";
import { loadAndCompile } from "./litert/index.js";
import { startRuntime } from "./runtime.js";
import { halfToEven } from "./scale.js";

const DOUBTFUL = 0.2; // score from which a second pass is made
const MOST_DOUBTFUL = 64; // candidates examined per picture
const CONVINCING = 0.6; // score such a candidate needs in the second pass
const COARSE = 24; // input pixels: smaller faces get a second pass
const AROUND = 4; // boxes: side of the second pass's square

/**
 * Where a face is, in pixels of the picture.
 *
 * @typedef {object} Detection
 * @property {number[]} box x, y, width, height in whole pixels.
 * @property {number[][]} points Right eye (the person's; left in the picture),
 *     left eye, nose, mouth, right ear, left ear.
 * @property {number} score In [0.5, 1]. How much it looks like a face.
 */

/**
 * Returns a `FaceDetector`, ready to run.
 *
 * @param {Uint8Array} content The network's .tflite file.
 */
export async function openDetector(content) {
  await startRuntime();
  const compiled = await loadAndCompile(content, { accelerator: "wasm" });
  const detector = new FaceDetector(new BlazeFace(compiled));
  const nothing = { data: new Uint8Array(4), width: 1, height: 1 };
  await detector.detect(nothing); // The first run is slow.
  return detector;
}

class FaceDetector {
  constructor(network) {
    this.network = network;
  }

  /**
   * Returns the faces in a picture, from left to right.
   *
   * @param {import("./scale.js").Image} image
   * @returns {Promise<Detection[]>}
   */
  async detect(image) {
    const { width, height } = image;
    const rows = await this.#look(image, Math.max(width, height));
    return suppress(rows, false)
      .filter(([x, y]) => 0 <= x && x <= width && 0 <= y && y <= height)
      .map(describe)
      .sort(byBox);
  }

  async #look(image, side) {
    const region = [0, 0, image.width, image.height];
    const rows = await this.network.look(image, region, DOUBTFUL);
    const clear = suppress(rows.filter((row) => row[SCORE] >= LEAST_SCORE));
    const doubtful = suppress(rows.filter((row) => row[SCORE] < LEAST_SCORE));
    const found = [];
    for (const row of clear) {
      const fine = Math.max(row[2], row[3]) >= (COARSE * side) / SIDE;
      const face = fine ? row : await this.#closer(image, row, LEAST_SCORE);
      if (face) found.push(face);
    }
    for (const row of doubtful.slice(0, MOST_DOUBTFUL)) {
      if (found.some((face) => overlap(row, face) > SAME)) continue;
      const face = await this.#closer(image, row, CONVINCING);
      if (face) found.push(face);
    }
    return found;
  }

  /** Returns a better detection of the same face, or null. */
  async #closer(image, row, least) {
    const half = (AROUND * Math.max(row[2], row[3])) / 2;
    const region = [
      Math.floor(row[0] - half),
      Math.floor(row[1] - half),
      Math.ceil(row[0] + half),
      Math.ceil(row[1] + half),
    ];
    const again = suppress(await this.network.look(image, region));
    const [best] = again.filter((other) => overlap(row, other) > SAME);
    return best?.[SCORE] >= least ? best : null;
  }
}

function describe(row) {
  const [x, y, width, height] = row;
  const points = [];
  for (let at = 4; at < SCORE; at += 2) points.push([row[at], row[at + 1]]);
  return {
    box: [
      halfToEven(x - width / 2),
      halfToEven(y - height / 2),
      Math.max(1, halfToEven(width)),
      Math.max(1, halfToEven(height)),
    ],
    points,
    score: row[SCORE],
  };
}

function byBox({ box: one }, { box: other }) {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : one[at] - other[at];
}
