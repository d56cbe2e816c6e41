/** Detector and classifier in a worker; the page's interface to them. */

import { download, downloadJson, Watch } from "./download.js";
import { InputError } from "./errors.js";

const DETECTOR = "detector/detector.tflite";
const PATIENCE = 60_000; // milliseconds; a slow phone compiles 9 MB

export class Engine {
  #worker = null;
  #waiting = new Map(); // a request's number to its promise's callbacks
  #last = 0;
  /** The model in use: `{labels, imageSize, settings}`, or null. */
  model = null;
  /** The path of the LiteRT.js build that runs, without its suffix. */
  runtime = "";

  /**
   * Loads LiteRT.js and the face detector. Retries a failure once, in another
   * worker.
   *
   * @param {import("./download.js").Progress} progress
   * @throws {InputError} They cannot be loaded or run in this browser.
   */
  async start(progress) {
    try {
      await this.#start(progress);
    } catch (error) {
      if (!(error instanceof InputError && error.again)) throw error;
      await this.#start(progress);
    }
  }

  async #start(progress) {
    this.#open();
    const [{ files }, runtime] = await Promise.all([
      downloadJson("files.json"),
      this.#ask("runtime", {}, PATIENCE),
    ]);
    this.runtime = runtime;
    const [network, wasm] = await Promise.all(
      [DETECTOR, `${runtime}.wasm`].map((path) => {
        progress.expect(files[path]);
        return download(path, { size: files[path], progress });
      }),
    );
    await this.#ask("start", { network, wasm }, PATIENCE);
  }

  /**
   * Switches to another model; keeps the previous one if this one is rejected.
   *
   * @param {Uint8Array} content The .tflite file.
   * @param {string} json Its `model.json`.
   * @throws {InputError} It is rejected.
   */
  async use(content, json) {
    this.model = await this.#ask("use", { content, json });
  }

  /**
   * Reads a picture.
   *
   * @param {ImageBitmap} picture Stays the caller's.
   * @returns {Promise<{seen: object[], times: [string, number][]}>} Results
   *     come in order, so they belong to the current `model`.
   */
  read(picture) {
    return this.#ask("read", picture);
  }

  #open() {
    this.#fail(new InputError("stopped", true));
    this.#worker?.terminate();
    this.model = null;
    this.#worker = new Worker(new URL("worker.js", import.meta.url));
    this.#worker.addEventListener("message", ({ data }) => this.#take(data));
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(new InputError("partMissing", true));
    });
  }

  #take({ id, result, error }) {
    const ends = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!error) ends?.resolve(result);
    else if (error.name === "InputError") {
      ends?.reject(new InputError(error.message, error.again));
    } else ends?.reject(new Error(error.message));
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #ask(task, values, patience) {
    const id = (this.#last += 1);
    const answer = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    if (patience) {
      const late = () => this.#fail(new InputError("tooSlow", true));
      const watch = new Watch(late, patience);
      answer.finally(() => watch.end()).catch(() => {});
    }
    this.#worker.postMessage({ id, task, values });
    return answer;
  }
}
