/** Loads detector and models, and shows progress. */

import { describeModel } from "./card.js";
import { Progress } from "./download.js";
import { InputError } from "./errors.js";
import { say, setText, write } from "./language.js";
import { filesOf, Models } from "./models.js";
import { keepOffline } from "./offline.js";

export class Loading {
  #failed = false;
  #started = null; // a promise, once detector and runtime are asked for

  /**
   * @param {Record<string, HTMLElement>} page Its elements, by their ids.
   * @param {import("./engine.js").Engine} engine
   * @param {import("./message.js").Message} message
   * @param {() => Promise<void>} onModel Called when another model is in use.
   */
  constructor(page, engine, message, onModel) {
    this.page = page;
    this.engine = engine;
    this.message = message;
    this.onModel = onModel;
    this.models = new Models(page.choices, engine, (model) =>
      message.attempt(() => this.switchTo(model)),
    );
  }

  /** Whether loading failed, and no model is in use. */
  get failed() {
    return this.#failed && !this.engine.model;
  }

  /** Loads everything, and stores it for offline visits. */
  async start() {
    this.#failed = false;
    const { page, models, engine } = this;
    try {
      const { wanted, used } = await this.#withProgress((progress) =>
        this.#load(progress),
      );
      await this.#use();
      performance.mark("model-ready");
      if (await keepOffline(filesOf(used), engine.runtime)) {
        write(page.offline, "offline");
      }
      if (wanted !== used) {
        throw new InputError("otherModel", false, {
          wanted: say(wanted.id),
          used: say(used.id),
        });
      }
    } catch (error) {
      this.#failed = true;
      if (!engine.model) write(page.answer, "notLoaded");
      if (!engine.model) setText(page.detail, "");
      throw error;
    }
  }

  /** Loads LiteRT.js, face detector and model, all at once. */
  async #load(progress) {
    this.#started ??= this.engine.start(progress).catch((error) => {
      this.#started = null; // so that it can be tried again
      throw error;
    });
    this.#started.catch(() => {}); // It is awaited below.
    this.page.models.hidden = (await this.models.list()) < 2;
    return this.models.begin(progress, this.#started);
  }

  async switchTo(model) {
    await this.#withProgress((progress) =>
      this.models.choose(model, progress, this.#started),
    );
    this.models.remember(model);
    await this.#use();
  }

  /** Takes a model of the visitor's own. @param {File[]} files */
  async useOwn(files) {
    const ends = (end) => files.find((file) => file.name.endsWith(end));
    const [tflite, json] = [ends(".tflite"), ends(".json")];
    if (files.length !== 2 || !tflite || !json) {
      throw new InputError(
        "Expected a .tflite file and its model.json, chosen together. " +
          `Received: ${files.map((file) => file.name).join(", ")}. Select ` +
          "both in the dialog.",
      );
    }
    await this.#started;
    const content = new Uint8Array(await tflite.arrayBuffer());
    await this.models.use(content, await json.text());
    await this.#use();
  }

  async #use() {
    this.describe();
    await this.onModel();
  }

  /** Describes the model in use, in the current language. */
  describe() {
    const { model } = this.engine;
    if (!model) return;
    const rows = describeModel(model.settings, model.imageSize);
    this.page.card.replaceChildren(
      ...rows.flatMap(([term, text]) => [
        Object.assign(document.createElement("dt"), { textContent: term }),
        Object.assign(document.createElement("dd"), { textContent: text }),
      ]),
    );
  }

  async #withProgress(work) {
    const { progress, detail } = this.page;
    progress.value = 0;
    progress.dataset.state = "running";
    if (!this.engine.model) write(this.page.answer, "loading");
    const show = (share) => {
      progress.value = share;
      if (this.engine.model) return;
      const percent = Math.round(100 * share);
      setText(
        detail,
        share < 1 ? say("loadingShare", { percent }) : say("nearly"),
      );
    };
    try {
      return await work(new Progress(show));
    } finally {
      progress.dataset.state = "done";
    }
  }
}
