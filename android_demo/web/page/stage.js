/**
 * The stage: a camera or a picture, and on it a box per face, which is a
 * button that chooses the face.
 */

// Shares of the picture beyond which a label would leave it.
const LOW = 0.88;
const ASIDE = 0.16;
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export class Stage {
  #boxes = new Map(); // a face's number to its button
  #extent = { width: 4, height: 3 };
  #mirrored = false;

  /**
   * @param {Record<string, HTMLElement>} page `stage`, and `video`, `picture`
   *     and `empty` on it, of which one is shown; `faces` over them.
   * @param {(number: number) => void} onChoose Called with a face's number.
   */
  constructor(page, onChoose) {
    this.page = page;
    this.onChoose = onChoose;
    page.faces.addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * Puts something onto the stage.
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
   * @param {import("./tracking.js").Face[]} faces
   * @param {number | undefined} chosen Its number.
   */
  show(faces, chosen) {
    const numbers = faces.map((face) => face.number);
    for (const [number, button] of this.#boxes) {
      if (numbers.includes(number)) continue;
      button.remove();
      this.#boxes.delete(number);
    }
    for (const face of faces) {
      if (!this.#boxes.has(face.number)) this.#add(face.number);
      this.#draw(face, face.number === chosen);
    }
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

  #draw(face, chosen) {
    const button = this.#boxes.get(face.number);
    const { width, height } = this.#extent;
    const [x, y, wide, high] = face.box;
    const left = this.#mirrored ? width - x - wide : x;
    const { style, classList } = button;
    // The button may be larger than a small face, so it is laid by its middle.
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
    if (button.title !== text) {
      const [, name, percent] = text.match(/^(.*)( \d+ %)$/);
      const [label, share] = button.firstChild.childNodes;
      label.data = name;
      share.textContent = percent;
      button.title = text;
      button.setAttribute("aria-label", `Face ${face.number}: ${text}`);
    }
    button.tabIndex = chosen ? 0 : -1; // arrow keys reach the others
  }

  /** Chooses the next face to the left or right on the screen. */
  #move(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault(); // or the page scrolls
    const buttons = [...this.#boxes.values()].sort(
      (a, b) => parseFloat(a.style.left) - parseFloat(b.style.left),
    );
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    this.onChoose(Number(next.dataset.number));
    next.focus();
  }
}

/** Returns what is written at a face: "happiness 98 %", "fear? 40 %". */
export function told({ label, sure, confidence }) {
  return `${label}${sure ? "" : "?"} ${Math.round(100 * confidence)} %`;
}
