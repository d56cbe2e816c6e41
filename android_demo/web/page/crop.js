/**
 * The one face crop: a square around a face box, with a margin.
 *
 * The rule is that of `android_demo/crop.py`, where it is written in full.
 * Browsers scale canvases each in a way of its own, so pixels are taken from
 * a canvas unscaled, and scaled here: with OpenCV's bilinear rule and its
 * weights in whole 1/2048, to the bit.
 */

const ONE = 2048; // the weights of two neighbours add up to this

/**
 * Returns the square around a box, `{left, top, side}` in whole pixels; it may
 * leave the picture.
 *
 * @param {number[]} box x, y, width, height of the face, in pixels.
 * @param {number} margin Share of the box's longer side added on each side.
 */
export function square([x, y, width, height], margin) {
  const longer = Math.max(width, height) * (1 + 2 * margin);
  const side = Math.max(1, round(longer));
  const left = round(x + width / 2 - side / 2);
  const top = round(y + height / 2 - side / 2);
  return { left, top, side };
}

function round(value) {
  return Math.floor(value + 0.5); // halves upwards
}

/**
 * Returns a face as a classifier takes it: RGB, row by row, in [0, 255], of
 * `imageSize * imageSize * 3` bytes. Outside of the picture, its edge is
 * repeated.
 *
 * @param {{source: CanvasImageSource, width: number, height: number}} picture
 * @param {{left: number, top: number, side: number}} place Of the face; its
 *     centre is on the picture.
 * @param {number} imageSize Side of the result in pixels.
 * @returns {Uint8Array}
 */
export function facePixels(picture, place, imageSize) {
  const { left, top, side } = place;
  const columns = taps(left, side, picture.width, imageSize);
  const rows = taps(top, side, picture.height, imageSize);
  const area = [columns.start, rows.start, columns.length, rows.length];
  const pixels = read(picture.source, area);
  return resize(pixels, columns, rows, imageSize);
}

/**
 * Returns which pixels of a line each pixel of the result is made of.
 *
 * @returns `{start, length, first, second, weight}`: the part of the line that
 *     is needed; then, per pixel of the result, two places in that part and
 *     the second's weight of `ONE`.
 */
function taps(from, side, extent, imageSize) {
  const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
  const start = within(from, extent);
  const place = (step) => within(from + within(step, side), extent) - start;
  const first = new Int32Array(imageSize);
  const second = new Int32Array(imageSize);
  const weight = new Int32Array(imageSize);
  for (let index = 0; index < imageSize; index++) {
    const centre = Math.fround((index + 0.5) * (side / imageSize) - 0.5);
    const low = Math.floor(centre);
    first[index] = place(low);
    second[index] = place(low + 1);
    weight[index] = halfToEven(Math.fround(centre - low) * ONE);
  }
  return { start, length: place(side - 1) + 1, first, second, weight };
}

function halfToEven(value) {
  const low = Math.floor(value);
  if (value - low === 0.5) return low + (low % 2);
  return round(value);
}

let canvas = null; // kept between frames

/** Returns RGBA bytes of `[x, y, width, height]` of a picture, unscaled. */
function read(source, [x, y, width, height]) {
  canvas ??= document.createElement("canvas");
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", {
    alpha: false,
    willReadFrequently: true,
  });
  context.imageSmoothingEnabled = false;
  context.drawImage(source, x, y, width, height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

function resize(pixels, columns, rows, imageSize) {
  const result = new Uint8Array(imageSize * imageSize * 3);
  const stride = 4 * columns.length;
  let at = 0;
  for (let row = 0; row < imageSize; row++) {
    const upper = stride * rows.first[row];
    const lower = stride * rows.second[row];
    const below = rows.weight[row];
    for (let column = 0; column < imageSize; column++) {
      const first = 4 * columns.first[column];
      const second = 4 * columns.second[column];
      const right = columns.weight[column];
      for (let channel = 0; channel < 3; channel++) {
        const line = (start) =>
          pixels[start + first + channel] * (ONE - right) +
          pixels[start + second + channel] * right;
        result[at++] = blend(line(upper), line(lower), below);
      }
    }
  }
  return result;
}

/** Blends two sums of weight `ONE`, dropping the bits that OpenCV drops. */
function blend(upper, lower, below) {
  const one = ((upper >> 4) * (ONE - below)) >> 16;
  const two = ((lower >> 4) * below) >> 16;
  return (one + two + 2) >> 2;
}
