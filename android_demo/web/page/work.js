/** The worker's tasks; arguments and results can be posted as messages. */

import { look } from "./analyzer.js";
import { openDetector } from "./detector.js";
import { openModel } from "./model.js";
import { pixels } from "./pixels.js";
import { runtimePath, startRuntime } from "./runtime.js";

let detector = null;
let model = null; // the one in use

/** Returns the path of the LiteRT.js build for this browser. */
export const runtime = runtimePath;

/** Starts LiteRT.js and the face detector. */
export async function start({ wasm, network }) {
  await startRuntime(wasm);
  detector = await openDetector(network);
}

/** Switches models; keeps the previous one if the new one is rejected. */
export async function use({ content, json }) {
  const next = await openModel(content, json);
  const before = model;
  model = next;
  await before?.close();
  const { labels, imageSize, settings } = model;
  return { labels, imageSize, settings };
}

/**
 * Reads a picture, and frees the worker's copy.
 *
 * @param {ImageBitmap} picture
 * @returns the faces, and each stage's time in milliseconds.
 */
export async function read(picture) {
  const image = pixels(picture);
  picture.close();
  const times = [];
  const seen = await look(image, detector, model, times);
  return { seen, times };
}
