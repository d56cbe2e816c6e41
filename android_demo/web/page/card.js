/** Describes a model from its own file. */

import { say, sayLabel } from "./language.js";
import { percent } from "./results.js";

/**
 * Returns `[term, description]` pairs of the available settings.
 *
 * @param {object} settings All of `model.json`; any of it may be missing.
 * @param {number} imageSize Side of the faces in pixels.
 */
export function describeModel(settings, imageSize) {
  const rows = [
    ["cardName", settings.name],
    ["cardDoes", settings.description],
    ["cardLabels", settings.labels.map(sayLabel).join(", ")],
    ["cardSees", say("cardPixels", { size: imageSize })],
    ["cardMeasured", measured(settings.figures)],
    ["cardUnsure", percent(settings.unsure_below)],
    ["cardVersion", settings.version],
    ["cardLicence", settings.license],
  ];
  return rows.filter(([, text]) => text).map(([key, text]) => [say(key), text]);
}

function measured(figures) {
  if (!figures?.tflite_accuracy) return "";
  return say("cardFigures", {
    percent: (100 * figures.tflite_accuracy).toFixed(1),
    count: figures.num_images,
    split: figures.split,
  });
}
