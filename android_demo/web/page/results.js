/** Shows readings: the answer, bars, words for screen readers. */

const QUIET = 3000; // milliseconds between two things said
const SHORT = 3; // bars, unless all are asked for

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
  #next = null; // timer of what is said next

  /**
   * @param {Record<string, HTMLElement>} page `count`, `answer`, `detail`,
   *     `bars`, `all` (a button), and `spoken`, a polite live region.
   */
  constructor(page) {
    this.page = page;
    page.all.addEventListener("click", () => {
      this.#expanded = !this.#expanded;
      this.#lay();
    });
    this.#lay();
  }

  /** Takes a model's labels. */
  prepare(labels) {
    this.#labels = labels;
    this.#lay();
  }

  #lay() {
    const { bars, all } = this.page;
    const wanted = this.#expanded ? this.#labels.length : SHORT;
    this.#rows = Array.from({ length: wanted }, () => new Row());
    bars.replaceChildren(...this.#rows.map((row) => row.item));
    all.setAttribute("aria-expanded", this.#expanded);
    set(
      all,
      this.#expanded ? "Show three" : `Show all ${this.#labels.length || ""}`,
    );
    all.disabled = this.#labels.length <= SHORT;
    this.#drawBars();
  }

  /** Shows that nothing is read, why, and what helps. */
  clear(why, help = "") {
    const { answer, detail, count } = this.page;
    set(answer, why);
    set(detail, "");
    set(count, help);
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
    const several = `Face ${place} of ${count} · tap another to read it`;
    set(this.page.count, count > 1 ? several : "One face");
    set(answer, face.sure ? face.label : "Unsure");
    set(detail, face.sure ? share : `perhaps ${face.label}, ${share}`);
    answer.dataset.state = face.sure ? "sure" : "unsure";
    this.#face = face;
    this.#drawBars();
    this.#say();
  }

  #drawBars() {
    const face = this.#face;
    if (!face) {
      for (const [at, row] of this.#rows.entries()) {
        row.clear(this.#labels[at] ?? "");
      }
      return;
    }
    const order = [...this.#labels.keys()];
    if (!this.#expanded) {
      order.sort((a, b) => face.probabilities[b] - face.probabilities[a]);
    }
    for (const [at, row] of this.#rows.entries()) {
      const label = this.#labels[order[at]];
      if (label === undefined) row.clear("");
      else {
        const best = label === face.label;
        row.show(label, face.probabilities[order[at]], best, face.sure);
      }
    }
  }

  /** Says the answer when it has changed, but not more often than is kind. */
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

  clear(label) {
    this.show(label, 0, false, false);
    this.number.value = "";
    set(this.number, "");
  }

  show(label, share, best, sure) {
    set(this.name, label);
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
