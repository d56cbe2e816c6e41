/** A camera for Chromium: a video of a drawn face, as a y4m file. */

import fs from "node:fs/promises";

const WIDTH = 640; // pixels
const HEIGHT = 480;
const RATE = 30; // frames per second
const RED = [205, 50, 50];
const GREEN = [50, 190, 60];
const BLUE = [50, 60, 205];
const DARK = [20, 60, 25];

/**
 * Writes a video: a green face before a wall, red on its left (in the
 * picture's own terms) and blue on its right.
 */
export async function writeCamera(file) {
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from("FRAME\n"), planes(colour)]);
  await fs.writeFile(file, Buffer.concat([Buffer.from(header), frame, frame]));
}

/** Returns the RGB of a place, from 0 to 1 across and down. */
function colour(x, y) {
  const fromCentre = Math.hypot((x - 0.5) * (WIDTH / HEIGHT), y - 0.5);
  const eye = Math.hypot((Math.abs(x - 0.5) - 0.1) * 1.33, y - 0.42) < 0.03;
  const mouth = fromCentre > 0.16 && fromCentre < 0.19 && y > 0.6;
  if (eye || mouth) return DARK;
  if (fromCentre < 0.42) return GREEN;
  return x < 0.5 ? RED : BLUE;
}

/**
 * Returns luma of every pixel, from 16 to 235, then both chromas of every
 * second one, from 16 to 240.
 */
function planes(paint) {
  const plane = (step, weights, offset) => {
    const bytes = Buffer.alloc((WIDTH / step) * (HEIGHT / step));
    let at = 0;
    for (let y = step / 2; y < HEIGHT; y += step) {
      for (let x = step / 2; x < WIDTH; x += step) {
        const rgb = paint(x / WIDTH, y / HEIGHT);
        const sum = rgb.reduce((s, value, i) => s + value * weights[i], offset);
        bytes[at++] = Math.round(sum);
      }
    }
    return bytes;
  };
  return Buffer.concat([
    plane(1, [0.257, 0.504, 0.098], 16),
    plane(2, [-0.148, -0.291, 0.439], 128),
    plane(2, [0.439, -0.368, -0.071], 128),
  ]);
}
