/** Results as JSON and as a table, in the format of `arm-tf read`. */

import { halfToEven } from "./scale.js";

const DIGITS = 4; // of a written probability
const POINTS = [
  "right_eye",
  "left_eye",
  "nose",
  "mouth",
  "right_ear",
  "left_ear",
];
const COLUMNS = [
  ...["file", "time", "face", "x", "y", "width", "height"],
  ...["roll", "label", "sure", "confidence"],
];
const LAST = [
  "score",
  ...POINTS.flatMap((name) => [`${name}_x`, `${name}_y`]),
];
const NO_FACE = {
  ...{ face: null, label: null, sure: null, confidence: null },
  ...{ probabilities: null, box: null, roll: null, score: null, points: null },
};

/**
 * The result of one picture, or at one time of a video.
 *
 * @typedef {object} Entry
 * @property {string} file The file's name, or "camera".
 * @property {number | null} time Seconds; null for a picture.
 * @property {import("./tracking.js").Face[]} faces
 * @property {string[]} labels
 */

/** @returns {Entry} @param {import("./reader.js").Read} read */
export function entry({ picture, time, faces, labels }) {
  return { file: picture.file?.name ?? "camera", time, faces, labels };
}

/**
 * Returns a record per face, and one per picture without a face.
 *
 * @param {Entry[]} entries
 */
export function records(entries) {
  return entries.flatMap(({ file, time, faces, labels }) => {
    const start = { file, time: time === null ? null : rounded(time, 3) };
    if (!faces.length) return [{ ...start, ...NO_FACE }];
    return faces.map((face) => ({ ...start, ...describe(face, labels) }));
  });
}

function describe(face, labels) {
  const [[x0, y0], [x1, y1]] = face.points;
  const roll = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
  return {
    face: face.number,
    label: face.label,
    sure: face.sure,
    confidence: rounded(face.confidence, DIGITS),
    probabilities: Object.fromEntries(
      labels.map((label, at) => [
        label,
        rounded(face.probabilities[at], DIGITS),
      ]),
    ),
    box: face.box,
    roll: rounded(roll, 1),
    score: rounded(face.score, DIGITS),
    points: Object.fromEntries(
      POINTS.map((name, at) => [
        name,
        face.points[at].map((v) => rounded(v, 1)),
      ]),
    ),
  };
}

/** Rounds as Python does: a probability of 168 / 256 is 0.6562. */
function rounded(value, digits) {
  const one = 10 ** digits;
  return halfToEven(value * one) / one;
}

/** Returns a JSON file's text: a list, one record per line. */
export function toJson(entries) {
  const lines = records(entries).map((record) => JSON.stringify(record));
  return `[\n${lines.join(",\n")}\n]\n`;
}

/** Returns a csv file's text: one line per record. */
export function toCsv(entries) {
  const labels = entries[0].labels;
  const lines = records(entries).map((record) => {
    const [x, y, width, height] = record.box ?? [];
    const values = { ...record, x, y, width, height };
    const shares = labels.map((label) => record.probabilities?.[label]);
    const places = POINTS.flatMap(
      (name) => record.points?.[name] ?? [null, null],
    );
    const start = COLUMNS.map((name) => values[name]);
    return [...start, ...shares, record.score, ...places].map(cell);
  });
  const table = [[...COLUMNS, ...labels, ...LAST].map(cell), ...lines];
  return table.map((line) => `${line.join(",")}\n`).join("");
}

function cell(value) {
  if (value === null || value === undefined) return "";
  const text = String(value);
  if (typeof value === "boolean") return text[0].toUpperCase() + text.slice(1);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
