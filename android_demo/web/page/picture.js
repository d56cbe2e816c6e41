/** Pictures from the user's files. */

import { InputError } from "./errors.js";

/**
 * Returns a file's picture, turned as its camera was held.
 *
 * @param {File} file
 * @returns {Promise<ImageBitmap>}
 * @throws {InputError} The browser cannot read it.
 */
export async function openPicture(file) {
  try {
    return await createImageBitmap(file, {
      imageOrientation: "from-image",
      // The values in the file, as those the model was trained on.
      colorSpaceConversion: "none",
    });
  } catch {
    throw new InputError(
      "Expected a picture such as a JPEG, PNG or WebP file. Received: " +
        `${file.name}, which this browser cannot read. Choose another one.`,
    );
  }
}

/** Draws a picture where it is shown; no larger than a screen needs. */
export function showPicture(canvas, picture) {
  const longest = 1600; // pixels
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}
