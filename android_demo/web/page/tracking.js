/**
 * Tracks faces from frame to frame by their points. The algorithm is that of
 * `arm_tf/inference/tracking.py`.
 */

import { Smoother } from "./smoothing.js";

// How far eyes, nose and mouth may move between frames, in faces' sides; beyond
// it is another face. Two faces side by side are a whole side apart.
const FARTHEST = 0.6;
const PATIENCE = 1; // seconds that a face may be out of sight
const INNER = 4; // points: without the ears, which turn out of sight

/**
 * A face and its prediction.
 *
 * @typedef {import("./detector.js").Detection &
 *     import("./smoothing.js").Prediction & {number: number}} Face
 */

/** Numbers the faces of a video and smooths each one's probabilities. */
export class Tracker {
  #tracks = new Map(); // number to {detection, time, smoother}
  #last = 0;

  /**
   * @param {string[]} labels
   * @param {object} settings See `settings.js`.
   */
  constructor(labels, settings) {
    this.labels = labels;
    this.settings = settings;
  }

  /**
   * Returns the faces in the order of detection, with persistent numbers.
   *
   * @param {{detection: import("./detector.js").Detection,
   *     probabilities: Float32Array}[]} seen
   * @param {number} time Seconds; never falls.
   * @returns {Face[]}
   */
  update(seen, time) {
    for (const [number, track] of this.#tracks) {
      if (time - track.time > PATIENCE) this.#tracks.delete(number);
    }
    const numbers = this.#match(seen.map(({ detection }) => detection));
    return seen.map(({ detection, probabilities }, index) => {
      const number = numbers[index] ?? (this.#last += 1);
      const smoother =
        this.#tracks.get(number)?.smoother ??
        new Smoother(this.labels, this.settings);
      this.#tracks.set(number, { detection, time, smoother });
      return { ...detection, ...smoother.update(probabilities, time), number };
    });
  }

  /** Returns a known number or undefined per face, the nearest first. */
  #match(places) {
    const pairs = places.flatMap((place, index) =>
      [...this.#tracks].map(([number, { detection }]) => ({
        apart: distance(place, detection),
        index,
        number,
      })),
    );
    pairs.sort(
      (a, b) => a.apart - b.apart || a.index - b.index || a.number - b.number,
    );
    const numbers = new Array(places.length);
    for (const { apart, index, number } of pairs) {
      const free = numbers[index] === undefined && !numbers.includes(number);
      if (free && apart <= FARTHEST) numbers[index] = number;
    }
    return numbers;
  }
}

/** Returns the points' distance, in mean sides of both boxes. */
function distance(one, other) {
  let apart = 0;
  for (let index = 0; index < INNER; index++) {
    const [x, y] = one.points[index];
    const [u, v] = other.points[index];
    apart += Math.hypot(x - u, y - v) / INNER;
  }
  const [, , width, height] = one.box;
  const [, , wide, high] = other.box;
  return (4 * apart) / (width + height + wide + high);
}
