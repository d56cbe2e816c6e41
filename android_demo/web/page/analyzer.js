/**
 * Picture in, faces and their probabilities out; as the `Analyzer` in Python.
 */

import { cropFace, square } from "./crop.js";
import { cutFace } from "./cut.js";

/**
 * Returns a model's probabilities for each face of a picture, from left to
 * right.
 *
 * @param {import("./scale.js").Image} image
 * @param finder What `openFinder` returns.
 * @param model What `openModel` returns.
 * @param {[string, number][]} times Of each step, in milliseconds; added to.
 * @returns {Promise<{found: import("./finder.js").Found,
 *     probabilities: Float32Array}[]>}
 */
export async function look(image, finder, model, times) {
  const time = async (step, work) => {
    const start = performance.now();
    const result = await work();
    times.push([step, performance.now() - start]);
    return result;
  };
  const seen = [];
  for (const found of await time("detect", () => finder.find(image))) {
    const pixels = await time("align", () =>
      facePixels(image, found, model.settings, model.imageSize),
    );
    const probabilities = await time("classify", () => model.classify(pixels));
    seen.push({ found, probabilities });
  }
  return seen;
}

/**
 * Returns a face as a classifier takes it: aligned by its points where the
 * model knows its training faces' points, else cropped by its box.
 */
export function facePixels(image, found, settings, size) {
  const aligned =
    settings.points && cutFace(image, found.points, settings.points, size);
  if (aligned) return aligned;
  return cropFace(image, square(found.box, settings.crop_margin), size);
}
