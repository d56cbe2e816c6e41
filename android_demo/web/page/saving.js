/** Hands out what was read: the picture with boxes and labels, and as JSON. */

import { halfToEven } from "./scale.js";
import { told } from "./stage.js";

const SHORTEST = 480; // pixels; smaller pictures are enlarged for their text
const SURE = "#167a48"; // dark enough for white text, as on the desktop
const UNSURE = "#5c5c64";
const DIGITS = 4; // of a probability, where it is written
const POINTS = [
  "right_eye",
  "left_eye",
  "nose",
  "mouth",
  "right_ear",
  "left_ear",
];

/**
 * Returns the faces as JSON, with the words of `arm-tf read --json`.
 *
 * @param {ImageData} image
 * @param {import("./tracking.js").Face[]} faces
 * @param {string[]} labels
 * @param {string} name The picture's; empty for a camera's.
 */
export function toJson(image, faces, labels, name) {
  const { width, height } = image;
  const all = faces.map((face) => describe(face, labels));
  const value = { file: name || null, width, height, faces: all };
  return `${JSON.stringify(value, null, 1)}\n`;
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

/**
 * Returns the picture with the faces marked, as a PNG file.
 *
 * @param {ImageData} image
 * @param {import("./tracking.js").Face[]} faces
 * @returns {Promise<Blob>}
 */
export async function annotated(image, faces) {
  const { width, height } = image;
  const zoom = Math.max(1, SHORTEST / Math.min(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * zoom);
  canvas.height = Math.round(height * zoom);
  const context = canvas.getContext("2d");
  const bitmap = await createImageBitmap(image);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const face of faces) frame(context, face, zoom);
  for (const face of faces) label(context, face, zoom);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function letters(wide) {
  return Math.min(34, Math.max(13, wide / 9)); // pixels
}

/** Draws a box: whole, or dashed where the answer is unsure. */
function frame(context, { box, sure }, zoom) {
  const [x, y, wide, high] = box.map((value) => value * zoom);
  const line = Math.max(2, letters(wide) / 7);
  context.setLineDash([]);
  context.strokeStyle = "#fff";
  context.lineWidth = line + 2;
  context.strokeRect(x, y, wide, high);
  context.setLineDash(sure ? [] : [wide / 9, wide / 12]);
  context.strokeStyle = sure ? SURE : UNSURE;
  context.lineWidth = line;
  context.strokeRect(x, y, wide, high);
}

/** Writes a label below a box, or above it where there is no place. */
function label(context, face, zoom) {
  const [x, y, wide, high] = face.box.map((value) => value * zoom);
  const size = letters(wide);
  const { canvas } = context;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  const text = told(face);
  const width = context.measureText(text).width + size;
  const height = 1.7 * size;
  const below = y + high + 3 + height <= canvas.height;
  const top = below ? y + high + 3 : Math.max(0, y - 3 - height);
  const centred = x + wide / 2 - width / 2;
  const left = Math.min(Math.max(0, centred), canvas.width - width);
  context.fillStyle = face.sure ? SURE : UNSURE;
  context.fillRect(left, top, width, height);
  context.fillStyle = "#fff";
  context.fillText(text, left + size / 2, top + height / 2);
}

/** Returns whether the browser hands pictures on to other programs. */
export function canShare() {
  const file = new File([], "faces.png", { type: "image/png" });
  return Boolean(navigator.canShare?.({ files: [file] }));
}

/** Hands a picture on to a program that the user then chooses. */
export async function share(blob) {
  const file = new File([blob], "faces.png", { type: "image/png" });
  try {
    await navigator.share({ files: [file] });
  } catch (error) {
    if (error.name !== "AbortError") throw error; // They changed their mind.
  }
}

/** Saves a file among the user's downloads. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
