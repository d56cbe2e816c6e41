/**
 * Resizes pictures, bit-exact with OpenCV.
 *
 * Browsers scale canvases differently, so pixels are read from a canvas
 * unscaled, and scaled here. An image is an `ImageData` or similar: RGBA bytes,
 * row by row; alpha is ignored.
 *
 * @typedef {{data: Uint8Array | Uint8ClampedArray, width: number,
 *     height: number}} Image
 */

const LEAST_PART = 1e-3; // of a pixel; smaller overlaps are ignored
const ONE = 2048; // the weights of two neighbours add up to this

/** Rounds as Python's `round` does. */
export function halfToEven(value) {
  const low = Math.floor(value);
  if (value - low === 0.5) return low + Math.abs(low % 2);
  return Math.floor(value + 0.5);
}

/**
 * Returns the means of 2 x 2 pixels, halves rounded up; where a side is odd,
 * its last pixels count twice.
 *
 * @param {Image} image
 * @returns {Image}
 */
export function halve({ data, width, height }) {
  const wide = (width + 1) >> 1;
  const high = (height + 1) >> 1;
  const result = new Uint8ClampedArray(4 * wide * high);
  let at = 0;
  for (let y = 0; y < high; y++) {
    const upper = 4 * width * (2 * y);
    const lower = 4 * width * Math.min(2 * y + 1, height - 1);
    for (let x = 0; x < wide; x++, at += 4) {
      const left = 8 * x;
      const right = 4 * Math.min(2 * x + 1, width - 1);
      for (let channel = 0; channel < 3; channel++) {
        result[at + channel] =
          (data[upper + left + channel] +
            data[upper + right + channel] +
            data[lower + left + channel] +
            data[lower + right + channel] +
            2) >>
          2;
      }
    }
  }
  return { data: result, width: wide, height: high };
}

/**
 * Returns a smaller picture: each new pixel is the mean of the area it covers.
 * Sums are rounded to float32 where OpenCV does so; otherwise halves would
 * round differently.
 *
 * @param {Image} image
 * @returns {Image}
 */
export function areaMean(image, width, height) {
  const { data } = image;
  const columns = areas(image.width, width);
  const rows = areas(image.height, height);
  const result = new Uint8ClampedArray(4 * width * height);
  const sums = new Float32Array(3 * width);
  for (let y = 0, share = 0; y < height; y++) {
    sums.fill(0);
    for (let row = rows.first[y]; row < rows.end[y]; row++) {
      addRow(data, 4 * image.width * row, columns, rows.weight[share++], sums);
    }
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        // Clamped arrays round halves to even, as OpenCV does.
        result[4 * (y * width + x) + channel] = sums[3 * x + channel];
      }
    }
  }
  return { data: result, width, height };
}

function addRow(data, start, columns, weight, sums) {
  const { first, end, weight: weights } = columns;
  const { fround } = Math;
  let share = 0;
  for (let x = 0; x < first.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    const stop = start + 4 * end[x];
    for (let at = start + 4 * first[x]; at < stop; at += 4) {
      const part = weights[share++];
      red = fround(red + fround(part * data[at]));
      green = fround(green + fround(part * data[at + 1]));
      blue = fround(blue + fround(part * data[at + 2]));
    }
    sums[3 * x] += fround(weight * red);
    sums[3 * x + 1] += fround(weight * green);
    sums[3 * x + 2] += fround(weight * blue);
  }
}

/** Returns which pixels of a line each new one covers, with their weights. */
function areas(from, to) {
  const scale = from / to;
  const first = new Int32Array(to);
  const end = new Int32Array(to);
  const weight = [];
  for (let index = 0; index < to; index++) {
    const low = index * scale;
    const high = low + scale;
    const covered = Math.min(scale, from - low);
    const last = Math.min(Math.floor(high), from - 1);
    const whole = Math.min(Math.ceil(low), last);
    const before = whole - low > LEAST_PART;
    const after = high - last > LEAST_PART;
    first[index] = before ? whole - 1 : whole;
    end[index] = after ? last + 1 : last;
    if (before) weight.push((whole - low) / covered);
    for (let at = whole; at < last; at++) weight.push(1 / covered);
    if (after) weight.push(Math.min(high - last, 1, covered) / covered);
  }
  return { first, end, weight: Float32Array.from(weight) };
}

/**
 * Returns a part of a picture, resized as OpenCV's bilinear interpolation does,
 * with 11-bit fixed-point weights, bit-exact. Outside of the picture, its edge
 * is repeated.
 *
 * @param {Image} image
 * @param {{left: number, top: number, width: number, height: number}} part
 * @returns {Image}
 */
export function bilinear(image, part, width, height) {
  const columns = taps(part.left, part.width, image.width, width);
  const rows = taps(part.top, part.height, image.height, height);
  const { data } = image;
  const result = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const upper = 4 * image.width * rows.first[y];
    const lower = 4 * image.width * rows.second[y];
    for (let x = 0; x < width; x++) {
      const right = columns.weight[x];
      for (let channel = 0; channel < 3; channel++) {
        const line = (start) =>
          data[start + 4 * columns.first[x] + channel] * (ONE - right) +
          data[start + 4 * columns.second[x] + channel] * right;
        const at = 4 * (y * width + x) + channel;
        result[at] = blend(line(upper), line(lower), rows.weight[y]);
      }
    }
  }
  return { data: result, width, height };
}

/**
 * Returns, per pixel of the result, the two pixels of a line that it is made
 * of, and the second's weight of `ONE`.
 */
function taps(from, side, extent, size) {
  const within = (value, count) => Math.min(Math.max(value, 0), count - 1);
  const place = (step) => within(from + within(step, side), extent);
  const first = new Int32Array(size);
  const second = new Int32Array(size);
  const weight = new Int32Array(size);
  for (let index = 0; index < size; index++) {
    const centre = Math.fround((index + 0.5) * (side / size) - 0.5);
    const low = Math.floor(centre);
    first[index] = place(low);
    second[index] = place(low + 1);
    weight[index] = halfToEven(Math.fround(centre - low) * ONE);
  }
  return { first, second, weight };
}

/** Blends two sums of weight `ONE`, dropping the bits that OpenCV drops. */
function blend(upper, lower, below) {
  const one = ((upper >> 4) * (ONE - below)) >> 16;
  const two = ((lower >> 4) * below) >> 16;
  return (one + two + 2) >> 2;
}

/** Returns RGB without alpha, row by row. */
export function withoutAlpha({ data }) {
  const result = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    result[to++] = data[from];
    result[to++] = data[from + 1];
    result[to++] = data[from + 2];
  }
  return result;
}

/**
 * Returns a part of a picture; what lies outside of it is black.
 *
 * @returns {Image}
 */
export function copyPart(image, x, y, width, height) {
  const data = new Uint8ClampedArray(4 * width * height);
  const left = Math.max(0, x);
  const right = Math.min(x + width, image.width);
  const bottom = Math.min(y + height, image.height);
  if (left >= right) return { data, width, height };
  for (let row = Math.max(0, y); row < bottom; row++) {
    const start = 4 * row * image.width;
    data.set(
      image.data.subarray(start + 4 * left, start + 4 * right),
      4 * ((row - y) * width + left - x),
    );
  }
  return { data, width, height };
}
