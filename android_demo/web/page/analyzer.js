/**
 * Detects and classifies the faces of a picture, as the `Analyzer` in Python.
 */

import { cropFace, square } from "./crop.js";
import { alignFace } from "./alignment.js";

/**
 * Returns a model's probabilities for each face of a picture, from left to
 * right.
 *
 * @param {import("./scale.js").Image} image
 * @param detector What `openDetector` returns.
 * @param model What `openModel` returns.
 * @param {[string, number][]} times Of each step, in milliseconds; added to.
 * @returns {Promise<{detection: import("./detector.js").Detection,
 *     probabilities: Float32Array}[]>}
 */
export async function look(image, detector, model, times) {
  const time = async (step, work) => {
    const start = performance.now();
    const result = await work();
    times.push([step, performance.now() - start]);
    return result;
  };
  const seen = [];
  for (const detection of await time("detect", () => detector.detect(image))) {
    const pixels = await time("align", () =>
      facePixels(image, detection, model.settings, model.imageSize),
    );
    const probabilities = await time("classify", () => model.classify(pixels));
    seen.push({ detection, probabilities });
  }
  return seen;
}

/**
 * Returns a face as a classifier expects it: aligned by its points if the model
 * has its training faces' points, else cropped by its box.
 */
export function facePixels(image, detection, settings, size) {
  const aligned =
    settings.points &&
    alignFace(image, detection.points, settings.points, size);
  if (aligned) return aligned;
  return cropFace(image, square(detection.box, settings.crop_margin), size);
}
