/** The models that come with the page: loads one, offers the others. */

import { download, downloadJson } from "./download.js";
import { InputError } from "./errors.js";
import { say } from "./language.js";
import { Latest } from "./latest.js";
import { recall, remember } from "./memory.js";

const KEY = "model"; // of the last choice

/** Returns the paths of a model's two files. */
export function filesOf({ id }) {
  return [`models/${id}/model.tflite`, `models/${id}/model.json`];
}

export class Models {
  #all = [];
  #used = null; // the one in use; null for the visitor's own
  #wanted = new Latest();

  /**
   * @param {HTMLElement} place For a radio button per model.
   * @param {import("./engine.js").Engine} engine
   * @param {(model: object) => Promise<void>} onChoose
   */
  constructor(place, engine, onChoose) {
    this.place = place;
    this.engine = engine;
    this.onChoose = onChoose;
  }

  get used() {
    return this.#used;
  }

  /** Loads the list of models; returns how many there are. */
  async list() {
    this.#all = await downloadJson("models/models.json");
    this.offer();
    return this.#all.length;
  }

  /**
   * Loads the last choice, or the first; or, if that fails, another.
   *
   * @param {import("./download.js").Progress} progress
   * @param {Promise<void>} started The engine's start.
   * @returns {Promise<{wanted: object, used: object}>}
   */
  async begin(progress, started) {
    const last = this.#all.find(({ id }) => id === recall(KEY));
    const [wanted, ...others] = new Set([last ?? this.#all[0], ...this.#all]);
    let failure;
    for (const model of [wanted, ...others]) {
      try {
        await this.choose(model, progress, started);
        return { wanted, used: model };
      } catch (error) {
        await started; // If it fails, no model helps.
        if (!(error instanceof InputError)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  /** Loads one of them; cancels an earlier choice that is still loading. */
  async choose(model, progress, started) {
    const signal = this.#wanted.begin();
    try {
      if (model === this.#used) return;
      progress.expect(model.bytes);
      const [tflite, json] = filesOf(model);
      const options = { size: model.bytes, progress, signal };
      const files = await Promise.all([
        download(tflite, options),
        download(json, { signal }),
        started,
      ]);
      const text = new TextDecoder().decode(files[1]);
      await this.use(files[0], text, model, signal);
    } finally {
      if (!signal.aborted) this.#mark();
    }
  }

  /** Uses a model's two files; `model` is null for the visitor's own. */
  async use(content, json, model = null, signal = this.#wanted.begin()) {
    signal.throwIfAborted();
    await this.engine.use(content, json);
    this.#used = model;
    this.#mark();
    signal.throwIfAborted();
  }

  /** Remembers a choice for the next visit. */
  remember({ id }) {
    remember(KEY, id);
  }

  /** Shows a radio button per model, with size, accuracy and speed. */
  offer() {
    this.place.replaceChildren(...this.#all.map((model) => this.#row(model)));
    this.#mark();
  }

  #row(model) {
    const input = Object.assign(document.createElement("input"), {
      type: "radio",
      name: "model",
      value: model.id,
    });
    input.addEventListener("change", () => this.onChoose(model));
    const text = document.createElement("span");
    text.className = "about-model";
    text.textContent = describe(model);
    const title = document.createElement("strong");
    title.textContent = say(model.id);
    const label = document.createElement("label");
    label.className = "choice";
    label.append(input, title, " ", text);
    return label;
  }

  /** Checks the button of the model in use. */
  #mark() {
    const wanted = this.#used ?? { id: null };
    for (const input of this.place.querySelectorAll("input")) {
      input.checked = input.value === wanted.id;
    }
  }
}

function describe({ bytes, figures, latency }) {
  const told = [`${(bytes / 1e6).toFixed(1)} MB`];
  const right = figures?.tflite_accuracy;
  if (right) told.push(say("accuracy", { percent: (100 * right).toFixed(1) }));
  if (latency) told.push(say("took", { time: latency.toFixed(1) }));
  return told.join(" · ");
}
