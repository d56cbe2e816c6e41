/** Shows readings: the answer, a bar per label, words for screen readers. */

const QUIET = 3000; // milliseconds between two things said

/** Returns a share in words: "83 %". */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

export class Results {
  #rows = [];
  #said = "";
  #next = null; // timer of what is said next

  /**
   * @param {{answer: HTMLElement, detail: HTMLElement, bars: HTMLElement,
   *     spoken: HTMLElement}} elements `spoken` is a polite live region.
   */
  constructor(elements) {
    this.elements = elements;
  }

  /** Makes a bar per label. */
  prepare(labels) {
    this.#rows = labels.map((label) => new Row(label));
    this.elements.bars.replaceChildren(...this.#rows.map((row) => row.item));
    this.clear();
  }

  /** Shows that nothing is read, and why. */
  clear(why = "No face yet") {
    const { answer, detail } = this.elements;
    set(answer, why);
    set(detail, "");
    answer.dataset.state = "none";
    for (const row of this.#rows) row.clear();
    clearTimeout(this.#next);
    this.#next = null;
  }

  /** Shows a `Reading`; see `smoothing.js`. */
  show(reading) {
    const { answer, detail } = this.elements;
    const share = percent(reading.confidence);
    set(answer, reading.sure ? reading.label : "Unsure");
    set(detail, reading.sure ? share : `perhaps ${reading.label}, ${share}`);
    answer.dataset.state = reading.sure ? "sure" : "unsure";
    for (const [index, row] of this.#rows.entries()) {
      const best = row.label === reading.label;
      row.show(reading.probabilities[index], best, reading.sure);
    }
    this.#say();
  }

  /** Says the answer when it has changed, but not more often than is kind. */
  #say() {
    const { answer, detail, spoken } = this.elements;
    const changed = this.#said !== answer.textContent;
    if (!changed || this.#next !== null) return;
    const speak = () => {
      this.#said = answer.textContent;
      spoken.textContent = `${answer.textContent}, ${detail.textContent}`;
    };
    speak();
    this.#next = setTimeout(() => {
      this.#next = null;
      if (answer.dataset.state !== "none") this.#say();
    }, QUIET);
  }
}

/** One label's bar. The exact probability is its number's value. */
class Row {
  constructor(label) {
    this.label = label;
    this.item = document.createElement("li");
    const name = Object.assign(document.createElement("span"), {
      className: "name",
      textContent: label,
    });
    const track = Object.assign(document.createElement("span"), {
      className: "track",
    });
    this.fill = track.appendChild(document.createElement("span"));
    this.number = document.createElement("data");
    this.item.append(name, " ", track, this.number);
  }

  clear() {
    this.show(0, false, false);
    this.number.value = "";
    set(this.number, "");
  }

  show(share, best, sure) {
    this.fill.style.transform = `translateX(${100 * share - 100}%)`;
    this.number.value = share;
    set(this.number, percent(share));
    this.item.classList.toggle("best", best);
    this.item.classList.toggle("sure", best && sure);
  }
}

/** Writes only what is new, so that nothing is laid out again for nothing. */
function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
