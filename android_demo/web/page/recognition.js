/** Recognizes what is shown, and keeps the last result. */

import { Latest } from "./latest.js";
import { Reader } from "./reader.js";

export class Recognition {
  #shown = new Latest();
  /** The last result, or null. */
  last = null;

  /**
   * @param {import("./engine.js").Engine} engine
   * @param {import("./view.js").View} view
   */
  constructor(engine, view) {
    this.engine = engine;
    this.view = view;
    this.reader = new Reader(engine);
    this.onRead = () => {}; // called with each result
    this.onFirst = () => {}; // called when there is a result
  }

  /** @param {import("./picture.js").Picture} picture */
  async readPicture(picture) {
    const signal = this.#shown.begin();
    if (!this.engine.model) return;
    this.view.results.clear("reading");
    const read = await this.reader.read(picture);
    signal.throwIfAborted();
    this.#take(read, false);
  }

  /**
   * Reads a film until something else is requested.
   *
   * @param {HTMLVideoElement} video
   * @param {import("./film.js").Film} film That it shows.
   */
  async readFilm(video, film) {
    const signal = this.#shown.begin();
    for await (const read of this.reader.watch(video, signal, film)) {
      if (signal.aborted) return;
      this.#take(read, true);
    }
  }

  /** Stops reading; the last result stays. */
  pause() {
    this.#shown.end();
  }

  /** Stops reading, and clears the last result. */
  end() {
    this.pause();
    this.last = null;
    this.view.stage.show([]);
  }

  #take(read, live) {
    const before = this.last?.picture;
    if (before && before !== read.picture) before.bitmap.close();
    const first = !this.last;
    this.last = read;
    this.view.show(read, live);
    if (first) this.onFirst();
    this.onRead(read);
    if (!performance.getEntriesByName("first-result").length) {
      performance.mark("first-result");
    }
  }
}
