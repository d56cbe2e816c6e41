/** Draws a picture with the faces marked, to be saved or shared. */

import { told } from "./stage.js";

const SHORTEST = 480; // pixels; smaller pictures are enlarged for their text
const SURE = "#167a48"; // dark enough for white text, as on the desktop
const UNSURE = "#5c5c64";
const JPEG_QUALITY = 0.92;

/**
 * Returns a file with the faces marked: JPEG for photographs and cameras, PNG
 * for PNG.
 *
 * @param {import("./reader.js").Read} read
 * @returns {Promise<File>}
 */
export async function annotated({ picture, faces }) {
  const { bitmap, file } = picture;
  const canvas = document.createElement("canvas");
  draw(canvas, bitmap, picture, faces);
  const type = file?.type === "image/png" ? "image/png" : "image/jpeg";
  const blob = await new Promise((resolve) =>
    canvas.toBlob(resolve, type, JPEG_QUALITY),
  );
  const end = type === "image/png" ? "png" : "jpg";
  return new File([blob], nameFor(file, end), { type });
}

/** Returns the file name for saving the results of a file. */
export function nameFor(file, end) {
  const stem = file?.name?.replace(/\.[^.]*$/, "");
  return stem ? `${stem}_faces.${end}` : `faces.${end}`;
}

/**
 * Draws onto a canvas, which becomes as large as the picture or larger.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} bitmap
 * @param {{width: number, height: number}} extent The faces' pixels.
 * @param {import("./tracking.js").Face[]} faces
 */
export function draw(canvas, bitmap, extent, faces) {
  const { width, height } = bitmap;
  const zoom = Math.max(1, SHORTEST / Math.min(width, height));
  const wide = Math.round(width * zoom);
  const high = Math.round(height * zoom);
  if (canvas.width !== wide || canvas.height !== high) {
    Object.assign(canvas, { width: wide, height: high });
  }
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, wide, high);
  context.drawImage(bitmap, 0, 0, wide, high);
  const scale = wide / extent.width;
  for (const face of faces) frame(context, face, scale);
  for (const face of faces) label(context, face, scale);
}

function letters(wide) {
  return Math.min(34, Math.max(13, wide / 9)); // pixels
}

/** Draws a box: solid, or dashed if the prediction is unsure. */
function frame(context, { box, sure }, scale) {
  const [x, y, wide, high] = box.map((value) => value * scale);
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

/** Writes a label below a box, or above it if there is no space. */
function label(context, face, scale) {
  const [x, y, wide, high] = face.box.map((value) => value * scale);
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
