/** What a model's own file says about it. */

import { percent } from "./results.js";

/**
 * Returns `[term, description]` pairs of what is there.
 *
 * @param {object} settings All of `model.json`; any of it may be missing.
 * @param {number} imageSize Side of the faces in pixels.
 */
export function describeModel(settings, imageSize) {
  const rows = [
    ["Model", settings.name],
    ["What it does", settings.description],
    ["Labels", settings.labels.join(", ")],
    ["Sees", `${imageSize} x ${imageSize} pixels`],
    ["Measured", measured(settings.figures)],
    ["Unsure below", percent(settings.unsure_below)],
    ["Version", settings.version],
    ["License", settings.license],
  ];
  return rows.filter(([, text]) => text);
}

function measured(figures) {
  if (!figures?.tflite_accuracy) return "";
  const right = (100 * figures.tflite_accuracy).toFixed(1);
  return (
    `${right} % of ${figures.num_images} faces right (${figures.split} split; ` +
    "this very file)"
  );
}
