/**
 * Picture in, faces and what they show out; as `arm_tf/inference/analyzer.py`.
 */

import { cropFace, square } from "./crop.js";
import { cutFace } from "./cut.js";

/**
 * Returns what a model says to each face of a picture, from left to right.
 *
 * @param {import("./scale.js").Image} image
 * @param finder What `openFinder` returns.
 * @param model What `openModel` returns.
 * @param {import("./pace.js").Pace} pace
 * @returns {Promise<{found: import("./finder.js").Found,
 *     probabilities: Float32Array}[]>}
 */
export async function look(image, finder, model, pace) {
  const places = await pace.time("find", () => finder.find(image));
  const seen = [];
  for (const found of places) {
    const pixels = await pace.time("cut", () =>
      facePixels(image, found, model.settings, model.imageSize),
    );
    const probabilities = await pace.time("classify", () =>
      model.classify(pixels),
    );
    seen.push({ found, probabilities });
  }
  return seen;
}

/**
 * Returns a face as a classifier takes it: cut by its points where the model
 * knows its training faces' points, else by its box.
 */
export function facePixels(image, found, settings, size) {
  const cut =
    settings.points && cutFace(image, found.points, settings.points, size);
  if (cut) return cut;
  return cropFace(image, square(found.box, settings.crop_margin), size);
}
