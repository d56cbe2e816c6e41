/** The pixels of a picture, for the networks. */

let canvas = null; // kept between frames

/**
 * Returns a picture's pixels; transparent ones are black.
 *
 * @param {ImageBitmap} picture
 * @returns {ImageData}
 */
export function pixels(picture) {
  const { width, height } = picture;
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", {
    alpha: false,
    willReadFrequently: true,
  });
  // The canvas still holds the previous picture, which would show through.
  context.clearRect(0, 0, width, height);
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height);
}
