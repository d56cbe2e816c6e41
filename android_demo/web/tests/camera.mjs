/** A camera for Chromium: a video of a picture, as a y4m file. */

import fs from "node:fs/promises";

import { readPng } from "./pictures.mjs";

const WIDTH = 640; // pixels
const HEIGHT = 480;
const RATE = 30; // frames per second
const WALL = [128, 128, 128];

/**
 * Writes a video of a picture, which is made as large as a frame holds.
 *
 * @param {string} file
 * @param {Buffer} png
 */
export async function writeCamera(file, png) {
  const { width, height, data } = readPng(png);
  const scale = Math.min(WIDTH / width, HEIGHT / height);
  const colour = (x, y) => {
    const column = Math.floor((x - 0.5) * (WIDTH / scale) + width / 2);
    const row = Math.floor((y - 0.5) * (HEIGHT / scale) + height / 2);
    const inside = column >= 0 && column < width && row >= 0 && row < height;
    const at = 3 * (row * width + column);
    return inside ? [...data.subarray(at, at + 3)] : WALL;
  };
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${RATE}:1 Ip A1:1 C420jpeg\n`;
  const frame = Buffer.concat([Buffer.from("FRAME\n"), planes(colour)]);
  await fs.writeFile(file, Buffer.concat([Buffer.from(header), frame, frame]));
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
