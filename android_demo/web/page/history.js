/** The chosen face's confidence over the last seconds, as a line. */

import { sayLabel, write } from "./language.js";

const SECONDS = 30;
const WIDTH = 300; // of the drawing
const HEIGHT = 40;

export class History {
  #face = null; // number of the face
  #points = []; // [seconds, confidence]

  /** @param {Record<string, HTMLElement>} page `line`, `caption`. */
  constructor(page) {
    this.page = page;
  }

  /** Forgets it. */
  clear() {
    this.#points = [];
    this.#face = null;
    this.page.line.setAttribute("points", "");
    write(this.page.caption, "");
  }

  /**
   * @param {import("./tracking.js").Face} face The chosen one.
   * @param {number} time Seconds.
   */
  add({ number, label, confidence }, time) {
    if (number !== this.#face) this.#points = [];
    this.#face = number;
    this.#points.push([time, confidence]);
    while (this.#points[0][0] < time - SECONDS) this.#points.shift();
    const { line, caption } = this.page;
    const x = (then) => WIDTH + ((then - time) * WIDTH) / SECONDS;
    const places = this.#points.map(
      ([then, share]) =>
        `${x(then).toFixed(1)},${(HEIGHT * (1 - share)).toFixed(1)}`,
    );
    line.setAttribute("points", places.join(" "));
    write(caption, "history", { label: sayLabel(label) });
  }
}
