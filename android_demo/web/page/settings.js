/** A model's settings in `model.json`, for its .tflite file. */

import { InputError, reason } from "./errors.js";

/** The smallest and the largest valid value of each setting. */
const LIMITS = {
  crop_margin: [0, 2],
  unsure_below: [0, 1],
  smoothing_seconds: [0.001, 60],
  label_lead: [0, 0.5],
};
const MAKE_ONE = "Export it with `python export/to_tflite.py`.";

/**
 * Returns the content of a `model.json`.
 *
 * @param {string} text The file.
 * @throws {InputError} It is not a `model.json`.
 */
export function readDescription(text) {
  let received = "JSON without labels";
  try {
    const description = JSON.parse(text);
    if (Array.isArray(description?.labels)) return description;
  } catch (error) {
    received = reason(error);
  }
  throw new InputError(
    `Expected model.json as the export writes it. Received: ${received}. ` +
      MAKE_ONE,
  );
}

/**
 * Checks a file's digest against the description, if possible: not every
 * description has a digest, and browsers cannot compute one for pages loaded
 * over http from another machine.
 *
 * @param {Uint8Array} content The .tflite file.
 * @param {object} description What `readDescription` returns.
 * @throws {InputError} It is not.
 */
export async function checkWhole(content, { sha256 }) {
  if (sha256 === undefined || !crypto.subtle) return;
  const digest = await crypto.subtle.digest("SHA-256", content);
  const bytes = [...new Uint8Array(digest)];
  const found = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
  if (found.join("") !== sha256) {
    throw new InputError(
      "Expected the .tflite file that model.json describes. Received: a " +
        "damaged file, or another model's. Choose both files of one export.",
    );
  }
}

/**
 * Checks the settings in a model's description.
 *
 * @param {object} description What `readDescription` returns.
 * @param {string[]} labels The model's.
 * @param {number} imageSize The model's, in pixels.
 * @throws {InputError} They are another model's, or invalid.
 */
export function checkSettings(description, labels, imageSize) {
  const wanted = describe(labels, imageSize);
  const found = describe(description.labels, description.image_size);
  if (wanted !== found) {
    throw new InputError(
      `Expected the model.json of this model, for ${wanted}. Received: one ` +
        `for ${found}. Choose both files of one export.`,
    );
  }
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    const value = description[name];
    if (!(typeof value === "number" && low <= value && value <= high)) {
      throw new InputError(
        `Expected ${name} in [${low}, ${high}] in model.json. Received: ` +
          `${reason(JSON.stringify(value))}. ${MAKE_ONE}`,
      );
    }
  }
  checkPoints(description.points);
}

/** Files of earlier versions have no points; their faces are cropped by boxes. */
function checkPoints(points) {
  if (points === undefined || points === null) return;
  const share = (value) =>
    typeof value === "number" && 0 <= value && value <= 1;
  const places =
    Array.isArray(points) &&
    points.length === 4 &&
    points.every((p) => Array.isArray(p) && p.length === 2 && p.every(share));
  if (!places || new Set(points.map(String)).size < 2) {
    throw new InputError(
      "Expected points in model.json: four places in shares of the side. " +
        `Received: ${reason(JSON.stringify(points))}. ${MAKE_ONE}`,
    );
  }
}

function describe(labels, imageSize) {
  return reason(`${imageSize} pixels and ${labels.join(", ")}`);
}
