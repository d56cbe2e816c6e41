/** Shows predictions: the label, bars, and text for screen readers. */

import { say, sayLabel, setText, write } from "./language.js";

const QUIET = 3000; // milliseconds between two announcements
const SHORT = 3; // bars, unless all are shown

/** Returns a share in words: "83 %". */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

export class Results {
  #rows = [];
  #labels = [];
  #face = null; // that is shown
  #expanded = false;
  #said = "";
  #next = null; // timer of the next announcement

  /**
   * @param {Record<string, HTMLElement>} page `count`, `answer`, `detail`,
   *     `bars`, `all` (a button), and `spoken`, a polite live region.
   */
  constructor(page) {
    this.page = page;
    page.all.addEventListener("click", () => {
      this.#expanded = !this.#expanded;
      this.lay();
    });
    this.lay();
  }

  /** Takes a model's labels. */
  prepare(labels) {
    this.#labels = labels;
    this.lay();
  }

  /** Lays out the bars, in the current language. */
  lay() {
    const { bars, all } = this.page;
    const wanted = this.#expanded ? this.#labels.length : SHORT;
    this.#rows = Array.from({ length: wanted }, () => new Row());
    bars.replaceChildren(...this.#rows.map((row) => row.item));
    all.setAttribute("aria-expanded", this.#expanded);
    const count = this.#labels.length || "";
    write(all, this.#expanded ? "showThree" : "showAll", { count });
    all.disabled = this.#labels.length <= SHORT;
    this.#drawBars();
  }

  /** Shows that there is no result, why, and advice: keys of `words.js`. */
  clear(why, help = "") {
    const { answer, detail, count } = this.page;
    write(answer, why);
    setText(detail, "");
    write(count, help);
    answer.dataset.state = "none";
    this.#face = null;
    this.#drawBars();
    this.#say();
  }

  /**
   * Shows the chosen face.
   *
   * @param {import("./tracking.js").Face} face
   * @param {number} place Of the face among those found, from 1.
   * @param {number} count Faces found.
   */
  show(face, place, count) {
    const { answer, detail } = this.page;
    const share = percent(face.confidence);
    const label = sayLabel(face.label);
    write(this.page.count, count > 1 ? "faceOf" : "oneFace", { place, count });
    write(answer, face.sure ? "label" : "unsure", { label });
    setText(detail, face.sure ? share : say("perhaps", { label, share }));
    answer.dataset.state = face.sure ? "sure" : "unsure";
    this.#face = face;
    this.#drawBars();
    this.#say();
  }

  #drawBars() {
    const face = this.#face;
    const order = [...this.#labels.keys()];
    if (face && !this.#expanded) {
      order.sort((a, b) => face.probabilities[b] - face.probabilities[a]);
    }
    for (const [at, row] of this.#rows.entries()) {
      const label = this.#labels[order[at]];
      if (!face || label === undefined) row.clear(label);
      else {
        const best = label === face.label;
        row.show(label, face.probabilities[order[at]], best, face.sure);
      }
    }
  }

  /** Announces a changed prediction, but not too often. */
  #say() {
    const { answer, detail, count, spoken } = this.page;
    const text = `${answer.textContent}|${count.textContent}`;
    if (this.#said === text || this.#next !== null) return;
    this.#said = text;
    spoken.textContent = [answer, detail, count]
      .map((element) => element.textContent)
      .filter(Boolean)
      .join(", ");
    this.#next = setTimeout(() => {
      this.#next = null;
      this.#say();
    }, QUIET);
  }
}

/** One label's bar. The exact probability is its number's value. */
class Row {
  constructor() {
    this.item = document.createElement("li");
    this.name = document.createElement("span");
    this.name.className = "name";
    const track = document.createElement("span");
    track.className = "track";
    this.fill = track.appendChild(document.createElement("span"));
    this.number = document.createElement("data");
    this.item.append(this.name, " ", track, this.number);
  }

  clear(label = "") {
    this.show(label, 0, false, false);
    this.number.value = "";
    setText(this.number, "");
  }

  show(label, share, best, sure) {
    setText(this.name, sayLabel(label));
    this.fill.style.inlineSize = `${100 * share}%`;
    this.number.value = share;
    setText(this.number, percent(share));
    this.item.classList.toggle("best", best);
    this.item.classList.toggle("sure", best && sure);
  }
}
