/** Detector and classifier in a worker; what the page asks of them. */

import { download, downloadJson, Watch } from "./download.js";
import { InputError } from "./errors.js";

const DETECTOR = "detector/detector.tflite";
const PATIENCE = 60_000; // milliseconds; a slow phone compiles 9 MB

export class Engine {
  #worker = null;
  #waiting = new Map(); // a question's number to its promise's ends
  #last = 0;
  /** What the model in use is: `{labels, imageSize, settings}`, or null. */
  model = null;
  /** The path of the LiteRT.js build that runs, without its suffix. */
  runtime = "";

  /**
   * Loads LiteRT.js and the face detector. What fails is tried once more, in
   * another worker.
   *
   * @param {import("./download.js").Progress} progress
   * @throws {InputError} They do not come, or the browser cannot run them.
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
   * Takes another model; the one before stays where this one is refused.
   *
   * @param {Uint8Array} content The .tflite file.
   * @param {string} json The `model.json` beside it.
   * @throws {InputError} It is refused.
   */
  async use(content, json) {
    this.model = await this.#ask("use", { content, json });
  }

  /**
   * Reads a picture.
   *
   * @param {ImageBitmap} picture Stays the caller's.
   * @returns {Promise<{seen: object[], times: [string, number][]}>} Answers
   *     come in order, so they are those of the model that `model` tells then.
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
