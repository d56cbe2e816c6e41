/** Pictures: of files, of a camera's frames, and on the screen. */

import { InputError } from "./errors.js";

// Browsers on phones refuse larger canvases.
const MOST_PIXELS = 16e6;
const LONGEST_SHOWN = 1600; // pixels; more than a screen needs

/**
 * Returns a file's pixels, turned as its camera was held; in a smaller size
 * where there are very many.
 *
 * @param {Blob} file
 * @returns {Promise<ImageData>}
 * @throws {InputError} The browser cannot read it.
 */
export async function openPicture(file) {
  const options = {
    imageOrientation: "from-image",
    // The values in the file, as those the model was trained on.
    colorSpaceConversion: "none",
  };
  try {
    const bitmap = await createImageBitmap(file, options);
    const { width, height } = bitmap;
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
    const image = pixels(
      bitmap,
      Math.max(1, Math.floor(width * scale)),
      Math.max(1, Math.floor(height * scale)),
    );
    bitmap.close();
    return image;
  } catch {
    throw new InputError(
      "This is not a picture that the browser can read. Choose another one, " +
        "such as a JPEG or PNG.",
    );
  }
}

let canvas = null; // kept between frames

/**
 * Returns the pixels of a frame or picture.
 *
 * @param {CanvasImageSource} source
 * @returns {ImageData}
 */
export function pixels(source, width, height) {
  canvas ??= document.createElement("canvas");
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", {
    alpha: false,
    willReadFrequently: true,
  });
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** Draws a picture where it is shown; no larger than a screen needs. */
export async function showPicture(shown, image) {
  const { width, height } = image;
  const scale = Math.min(1, LONGEST_SHOWN / Math.max(width, height));
  const bitmap = await createImageBitmap(image);
  shown.width = Math.max(1, Math.round(width * scale));
  shown.height = Math.max(1, Math.round(height * scale));
  const context = shown.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, shown.width, shown.height);
  bitmap.close();
}
