/** What the worker does; each task takes and returns what can be posted. */

import { look } from "./analyzer.js";
import { openDetector } from "./detector.js";
import { openModel } from "./model.js";
import { pixels } from "./pixels.js";
import { runtimePath, startRuntime } from "./runtime.js";

let detector = null;
let model = null; // the one that answers

/** Returns the path of the LiteRT.js build for this browser. */
export const runtime = runtimePath;

/** Starts LiteRT.js and the face detector. */
export async function start({ wasm, network }) {
  await startRuntime(wasm);
  detector = await openDetector(network);
}

/** Takes another model; the one before stays where this one is refused. */
export async function use({ content, json }) {
  const next = await openModel(content, json);
  const before = model;
  model = next;
  await before?.close();
  const { labels, imageSize, settings } = model;
  return { labels, imageSize, settings };
}

/**
 * Reads a picture, whose copy here is freed.
 *
 * @param {ImageBitmap} picture
 * @returns what was seen, and each stage's times in milliseconds.
 */
export async function read(picture) {
  const image = pixels(picture);
  picture.close();
  const times = [];
  const seen = await look(image, detector, model, times);
  return { seen, times };
}
