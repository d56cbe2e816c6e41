/** Opens picture files, upright, and shows them. */

import { InputError } from "./errors.js";
import { webpOrientation } from "./exif.js";

// Browsers on phones refuse larger canvases.
const MOST_PIXELS = 16e6;
const LONGEST_SHOWN = 2200; // pixels; more than a screen needs

/**
 * A picture, or a frame of a video.
 *
 * @typedef {object} Picture
 * @property {ImageBitmap} bitmap Smaller than the file if that has very many
 *     pixels.
 * @property {number} width Of the upright file, in pixels, as are face
 *     coordinates.
 * @property {number} height
 * @property {File} [file] None for a camera's.
 */

/**
 * Returns a file's picture.
 *
 * @param {File} file
 * @returns {Promise<Picture>}
 * @throws {InputError} The browser cannot read it.
 */
export async function openPicture(file) {
  try {
    const whole = await decode(file);
    const { width, height } = whole;
    return { bitmap: await fewer(whole), width, height, file };
  } catch {
    throw new InputError("noPicture");
  }
}

async function decode(file) {
  // The file's own values, as in training.
  const options = { colorSpaceConversion: "none" };
  const turn = await webpOrientation(file);
  const imageOrientation = turn === 1 ? "from-image" : "none";
  const bitmap = await createImageBitmap(file, {
    ...options,
    imageOrientation,
  });
  return turn === 1 ? bitmap : turned(bitmap, turn);
}

/** Applies an Exif orientation, from 2 to 8, to a picture. */
function turned(bitmap, orientation) {
  const { width, height } = bitmap;
  const across = orientation > 4;
  const canvas = new OffscreenCanvas(
    across ? height : width,
    across ? width : height,
  );
  const [w, h] = [width, height];
  const matrix = {
    2: [-1, 0, 0, 1, w, 0],
    3: [-1, 0, 0, -1, w, h],
    4: [1, 0, 0, -1, 0, h],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, h, 0],
    7: [0, -1, -1, 0, h, w],
    8: [0, -1, 1, 0, 0, w],
  }[orientation];
  const context = canvas.getContext("2d");
  context.setTransform(...matrix);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.transferToImageBitmap();
}

/** Returns the picture, or a smaller one if it has too many pixels. */
async function fewer(bitmap) {
  const { width, height } = bitmap;
  const scale = Math.sqrt(MOST_PIXELS / (width * height));
  if (scale >= 1) return bitmap;
  const small = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.floor(width * scale)),
    resizeHeight: Math.max(1, Math.floor(height * scale)),
    resizeQuality: "medium",
  });
  bitmap.close();
  return small;
}

/** Draws a picture where it is shown; no larger than a screen needs. */
export function showPicture(canvas, { bitmap }) {
  const { width, height } = bitmap;
  const scale = Math.min(1, LONGEST_SHOWN / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale)); // clears it
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
