/** What `model.json` says beside the labels; see the export's README. */

import { InputError, reason } from "./errors.js";

/** Of each setting, the smallest and the largest value that makes sense. */
const LIMITS = {
  crop_margin: [0, 2],
  unsure_below: [0, 1],
  smoothing_seconds: [0.001, 60],
  label_lead: [0, 0.5],
};
const MAKE_ONE = "Export it with `python export/to_tflite.py`.";

/**
 * Returns all of `model.json`, checked.
 *
 * @param {string} text The file.
 * @param {string[]} labels The model's.
 * @param {number} imageSize The model's, in pixels.
 * @throws {InputError} The file is no `model.json`, or another model's.
 */
export function readSettings(text, labels, imageSize) {
  const values = parse(text);
  const wanted = describe(labels, imageSize);
  const found = describe(values.labels, values.image_size);
  if (wanted !== found) {
    throw new InputError(
      `Expected the model.json of this model, for ${wanted}. Received: one ` +
        `for ${found}. Choose both files of one export.`,
    );
  }
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    const value = values[name];
    if (!(typeof value === "number" && low <= value && value <= high)) {
      throw new InputError(
        `Expected ${name} in [${low}, ${high}] in model.json. Received: ` +
          `${reason(JSON.stringify(value))}. ${MAKE_ONE}`,
      );
    }
  }
  return values;
}

function parse(text) {
  let received;
  try {
    const values = JSON.parse(text);
    if (Array.isArray(values?.labels)) return values;
    received = "JSON without labels";
  } catch (error) {
    received = reason(error);
  }
  throw new InputError(
    `Expected model.json as the export writes it. Received: ${received}. ` +
      MAKE_ONE,
  );
}

function describe(labels, imageSize) {
  return reason(`${imageSize} pixels and ${labels.join(", ")}`);
}
