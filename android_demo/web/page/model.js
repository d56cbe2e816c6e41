/**
 * Runs an exported expression classifier with LiteRT.js.
 *
 * All its properties come from its two files: labels from
 * `labels.txt` in the zip archive at the end of the .tflite, size from its
 * input, the rest from `model.json`.
 */

import { InputError, reason } from "./errors.js";
import { loadAndCompile, Tensor } from "./litert/index.js";
import { startRuntime } from "./runtime.js";
import { checkSettings, checkWhole, readDescription } from "./settings.js";
import { isTflite, readEnds } from "./tflite.js";
import { readEntry } from "./zip.js";

const LONGEST_LABELS = 2 ** 16; // bytes; what is longer is no list of labels
const MAKE_ONE = "Export it with `python export/to_tflite.py`.";

/**
 * Returns a `Model`, ready to run.
 *
 * @param {Uint8Array} content The .tflite file.
 * @param {string} json Its `model.json`.
 * @throws {InputError} A file is damaged or not an expression classifier, or
 *     the two do not match.
 */
export async function openModel(content, json) {
  if (!isTflite(content)) {
    throw new InputError(
      "Expected a .tflite file. Received: a file of another kind. " + MAKE_ONE,
    );
  }
  const description = readDescription(json);
  await checkWhole(content, description);
  const labels = await readLabels(content);
  const imageSize = readSize(content, labels.length);
  checkSettings(description, labels, imageSize);
  await startRuntime();
  const compiled = await compile(content);
  const model = new Model(compiled, labels, imageSize, description);
  // The first run is slow.
  await model.classify(new Uint8Array(imageSize ** 2 * 3));
  return model;
}

/** A classifier that runs. */
class Model {
  #compiled;
  #last = Promise.resolve();

  constructor(compiled, labels, imageSize, settings) {
    this.#compiled = compiled;
    this.labels = labels;
    this.imageSize = imageSize; // pixels
    this.settings = settings; // all of model.json
  }

  /**
   * Returns the probabilities of a face's expressions, one per label.
   *
   * @param {Uint8Array} pixels RGB, row by row, `imageSize` squared.
   * @returns {Promise<Float32Array>}
   */
  classify(pixels) {
    this.#last = this.#run(pixels);
    return this.#last;
  }

  async #run(pixels) {
    const shape = [1, this.imageSize, this.imageSize, 3];
    const input = new Tensor(pixels, shape);
    try {
      const [output] = await this.#compiled.run(input);
      const probabilities = output.toTypedArray();
      output.delete();
      return probabilities;
    } finally {
      input.delete(); // LiteRT.js needs explicit deletion.
    }
  }

  /** Frees the memory, once the last face is classified. */
  async close() {
    await this.#last.catch(() => {});
    this.#compiled.delete();
  }
}

async function readLabels(content) {
  let text;
  try {
    const bytes = await readEntry(content, "labels.txt", LONGEST_LABELS);
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InputError(
      "Expected a .tflite file that carries its labels, as labels.txt in a " +
        `zip archive at its end. Received: a file without (${reason(error)})` +
        `, perhaps cut. ${MAKE_ONE}`,
    );
  }
  const labels = text.replace(/\n+$/, "").split("\n");
  const different = new Set(labels).size;
  if (different < Math.max(2, labels.length) || labels.some((l) => !l.trim())) {
    throw new InputError(
      "Expected two or more different labels in labels.txt. Received: " +
        `${reason(labels.join(", "))}. ${MAKE_ONE}`,
    );
  }
  return labels;
}

/** Returns the side of the faces in pixels. */
function readSize(content, numLabels) {
  const expected =
    "a classifier from uint8 RGB [1, side, side, 3], scale 1 and zero point " +
    `0, to float32 [1, ${numLabels}], one per label`;
  const found = describeEnds(content);
  const side = Number(found.match(/^uint8 \[1, (\d+),/)?.[1]);
  const wanted =
    `uint8 [1, ${side}, ${side}, 3] of scale 1 and zero point 0 to ` +
    `float32 [1, ${numLabels}]`;
  if (found !== wanted) {
    throw new InputError(
      `Expected ${expected}. Received: ${reason(found)}. ${MAKE_ONE}`,
    );
  }
  return side;
}

function describeEnds(content) {
  try {
    const { inputs, outputs } = readEnds(content);
    const entry = inputs.map(
      (end) =>
        `${end.type} [${end.shape.join(", ")}] of scale ${end.scale} and ` +
        `zero point ${end.zeroPoint}`,
    );
    const exit = outputs.map((end) => `${end.type} [${end.shape.join(", ")}]`);
    return `${entry.join(", ")} to ${exit.join(", ")}`;
  } catch (error) {
    return `a damaged file (${reason(error)})`;
  }
}

async function compile(content) {
  try {
    return await loadAndCompile(content, { accelerator: "wasm" });
  } catch (error) {
    throw new InputError(
      "Expected a whole .tflite file that LiteRT.js can run. Received: " +
        `${reason(error)}. Export it again.`,
    );
  }
}
