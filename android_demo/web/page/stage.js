/**
 * The stage: a video or a picture, and on it a box per face: a button that
 * selects the face.
 */

import { say, sayLabel } from "./language.js";

// Shares of the picture beyond which a label would not fit in it.
const LOW = 0.88;
const ASIDE = 0.16;
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const LETTER = 7.5; // pixels, of a label
const LINE = 24;

export class Stage {
  #boxes = new Map(); // a face's number to its button
  #extent = { width: 4, height: 3 };
  #mirrored = false;
  #size = { width: 0, height: 0 }; // of the stage, in pixels of the screen

  /**
   * @param {Record<string, HTMLElement>} page `stage`, and `video`, `picture`
   *     and `empty`, of which one is shown; `faces` over them.
   * @param {(number: number) => void} onChoose Called with a face's number.
   */
  constructor(page, onChoose) {
    this.page = page;
    this.onChoose = onChoose;
    page.faces.addEventListener("keydown", (event) => this.#move(event));
    new ResizeObserver(([{ contentRect }]) => {
      this.#size = contentRect;
    }).observe(page.stage);
  }

  /** Whether the screen shows left as right. */
  get mirrored() {
    return this.#mirrored;
  }

  /**
   * Shows something on the stage.
   *
   * @param {HTMLElement} shown `video`, `picture` or `empty`.
   * @param {{width: number, height: number}} extent
   * @param {boolean} mirrored Whether the screen shows left as right.
   */
  lay(shown, extent = { width: 4, height: 3 }, mirrored = false) {
    const { video, picture, empty, stage } = this.page;
    for (const element of [video, picture, empty]) {
      element.hidden = element !== shown;
      element.classList.toggle("mirrored", mirrored);
    }
    stage.style.setProperty("--aspect", extent.width / extent.height);
    this.#extent = extent;
    this.#mirrored = mirrored;
  }

  /**
   * Shows where the faces are.
   *
   * @param {import("./tracking.js").Face[]} faces In reading order.
   * @param {number | undefined} chosen Its number.
   */
  show(faces, chosen) {
    const numbers = faces.map((face) => face.number);
    for (const [number, button] of this.#boxes) {
      if (numbers.includes(number)) continue;
      button.remove();
      this.#boxes.delete(number);
    }
    for (const [at, face] of faces.entries()) {
      if (!this.#boxes.has(face.number)) this.#add(face.number);
      this.#draw(face, at + 1, face.number === chosen);
    }
    this.#separate(faces, chosen);
  }

  #add(number) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "face";
    const label = button.appendChild(document.createElement("span"));
    label.append("", document.createElement("small"));
    button.addEventListener("click", () => this.onChoose(number));
    button.dataset.number = number;
    this.page.faces.append(button);
    this.#boxes.set(number, button);
  }

  #draw(face, place, chosen) {
    const button = this.#boxes.get(face.number);
    const { width, height } = this.#extent;
    const [, y, wide, high] = face.box;
    const left = this.#left(face);
    const { style, classList } = button;
    // The button may be larger than a small face, so it is centred on it.
    style.left = `${(100 * (left + wide / 2)) / width}%`;
    style.top = `${(100 * (y + high / 2)) / height}%`;
    style.width = `${(100 * wide) / width}%`;
    style.height = `${(100 * high) / height}%`;
    classList.toggle("sure", face.sure);
    classList.toggle("low", y + high > LOW * height);
    classList.toggle("leftmost", left + wide / 2 < ASIDE * width);
    classList.toggle("rightmost", left + wide / 2 > (1 - ASIDE) * width);
    button.setAttribute("aria-pressed", chosen);
    const text = told(face);
    const name = say("face", { number: place, text });
    if (button.ariaLabel !== name) {
      const [, label, percent] = text.match(/^(.*)( \d+ %)$/);
      const [word, share] = button.firstChild.childNodes;
      word.data = label;
      share.textContent = percent;
      button.title = text;
      button.setAttribute("aria-label", name);
    }
    button.dataset.place = place;
    button.tabIndex = chosen ? 0 : -1; // arrow keys reach the others
  }

  #left({ box: [x, , wide] }) {
    return this.#mirrored ? this.#extent.width - x - wide : x;
  }

  /** Hides labels that would cover another one; the chosen face's stays. */
  #separate(faces, chosen) {
    const first = (face) => (face.number === chosen ? 0 : 1);
    const scale = this.#size.width / this.#extent.width;
    const placed = [];
    for (const face of [...faces].sort((a, b) => first(a) - first(b))) {
      const { classList } = this.#boxes.get(face.number);
      const [, y, wide, high] = face.box;
      const own = (told(face).length + 1) * LETTER;
      const middle = (this.#left(face) + wide / 2) * scale;
      const top = classList.contains("low")
        ? y * scale - LINE
        : (y + high) * scale;
      const rect = [middle - own / 2, top, middle + own / 2, top + LINE];
      const covers = placed.some((other) => meet(rect, other));
      classList.toggle("hushed", covers);
      if (!covers) placed.push(rect);
    }
  }

  /** Selects the next face, in reading order. */
  #move(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault(); // or the page scrolls
    const buttons = [...this.#boxes.values()];
    const order = buttons.sort((a, b) => placeOf(a) - placeOf(b));
    const at = order.indexOf(document.activeElement);
    const next = order[(at + step + order.length) % order.length];
    this.onChoose(Number(next.dataset.number));
    next.focus();
  }
}

function placeOf(button) {
  return Number(button.dataset.place);
}

function meet([left, top, right, bottom], [l, t, r, b]) {
  return left < r && l < right && top < b && t < bottom;
}

/** Returns the label of a face: "happiness 98 %", "fear? 40 %". */
export function told({ label, sure, confidence }) {
  const text = sayLabel(label) + (sure ? "" : "?");
  return `${text} ${Math.round(100 * confidence)} %`;
}
