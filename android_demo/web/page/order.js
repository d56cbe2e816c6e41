/** Faces in reading order: row by row, as in a group photo. */

const SAME_ROW = 0.65; // of a face's height: the minimum distance of rows

/**
 * Returns the faces row by row, each from left to right.
 *
 * @template {{box: number[]}} T
 * @param {T[]} faces
 * @param {boolean} mirrored Whether the screen shows left as right.
 * @returns {T[]}
 */
export function inReadingOrder(faces, mirrored = false) {
  const rows = [];
  for (const face of [...faces].sort((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    if (row && belongs(face, row)) row.push(face);
    else rows.push([face]);
  }
  const sign = mirrored ? -1 : 1;
  return rows.flatMap((row) =>
    row.sort((a, b) => sign * (centre(a) - centre(b))),
  );
}

function belongs(face, row) {
  const mean = row.reduce((sum, one) => sum + middle(one), 0) / row.length;
  const tallest = Math.max(...[face, ...row].map(({ box }) => box[3]));
  return middle(face) - mean < SAME_ROW * tallest;
}

function middle({ box: [, y, , height] }) {
  return y + height / 2;
}

function centre({ box: [x, , width] }) {
  return x + width / 2;
}
