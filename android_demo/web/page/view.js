/** Shows a result: boxes, prediction, bars, history, speed. */

import { History } from "./history.js";
import { say, setText, write } from "./language.js";
import { inReadingOrder } from "./order.js";
import { Results } from "./results.js";
import { Stage } from "./stage.js";

const PACE_SHOWN_EVERY = 500; // milliseconds

export class View {
  #read = null; // what is shown
  #chosen; // number of a face
  #paceShown = 0; // when, in milliseconds

  /** @param {Record<string, HTMLElement>} page Its elements, by their ids. */
  constructor(page) {
    this.page = page;
    this.results = new Results(page);
    this.history = new History(page);
    this.stage = new Stage(page, (number) => {
      this.#chosen = number;
      this.refresh();
    });
  }

  /**
   * @param {import("./reader.js").Read} read
   * @param {boolean} live Whether the next one follows by itself.
   */
  show(read, live) {
    this.#read = { ...read, live };
    const { faces } = read;
    if (!faces.some((face) => face.number === this.#chosen)) {
      this.#chosen = largest(faces)?.number;
    }
    this.refresh();
    const face = faces.find(({ number }) => number === this.#chosen);
    if (!live) this.history.clear();
    else if (face) this.history.add(face, read.time);
    this.#showPace(read.pace, live);
  }

  /** Redraws: another face or language was chosen. */
  refresh() {
    if (!this.#read) return;
    const { live } = this.#read;
    const faces = inReadingOrder(this.#read.faces, this.stage.mirrored);
    this.stage.show(faces, this.#chosen);
    const at = faces.findIndex((face) => face.number === this.#chosen);
    const help = live ? "closer" : "otherPicture";
    if (at < 0) this.results.clear("noFace", help);
    else this.results.show(faces[at], at + 1, faces.length);
  }

  /** Shows that there is no face, why, and advice: keys of `words.js`. */
  clear(why, help) {
    this.#read = null;
    this.stage.show([]);
    this.history.clear();
    this.page.badge.hidden = true;
    this.results.clear(why, help);
  }

  #showPace(pace, live) {
    const now = performance.now();
    if (now - this.#paceShown < PACE_SHOWN_EVERY && live) return;
    this.#paceShown = now;
    const rate = say("rate", { rate: pace.rate().toFixed(0) });
    const took = say("took", { time: pace.whole().toFixed(0) });
    this.page.badge.hidden = false;
    setText(this.page.badge, live ? `${rate} · ${took}` : took);
    const steps = pace
      .stages()
      .map(({ stage, p50, p90 }) =>
        say("step", {
          step: say(stage),
          p50: p50.toFixed(1),
          p90: p90.toFixed(1),
        }),
      );
    if (live) steps.unshift(rate);
    write(this.page.pace, "label", { label: steps.join(" · ") });
  }
}

function largest(faces) {
  const sizes = faces.map(({ box }) => box[2] * box[3]);
  return faces[sizes.indexOf(Math.max(...sizes))];
}
