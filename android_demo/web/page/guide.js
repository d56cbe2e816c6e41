/**
 * The square that stands where a face box would: browsers have no face
 * detector to rely on, so the user brings face and square together.
 *
 * It is kept as three shares, so that it is always on the picture: its place
 * across and down the room that is left, as seen on the screen, and its side
 * as a share of the picture's shorter side.
 */

const SMALLEST = 0.1; // share of the picture's shorter side
const WHEEL_STEP = 1.05; // by which a notch of the wheel grows it

export class Guide {
  #picture = { width: 1, height: 1 };
  #mirrored = false;
  #across = 0.5;
  #down = 0.5;
  #size = 1;

  /**
   * @param {HTMLElement} square The outline, inside of an element that shows
   *     all of the picture and nothing else.
   * @param {{across: HTMLInputElement, down: HTMLInputElement,
   *     size: HTMLInputElement}} sliders In percent.
   * @param {() => void} onChange Called when the user has moved it.
   */
  constructor(square, sliders, onChange) {
    this.square = square;
    this.sliders = sliders;
    this.onChange = onChange;
    this.#listenToSliders();
    this.#listenToPointer();
  }

  /**
   * Lays the square in the middle of a picture.
   *
   * @param {{width: number, height: number}} picture In pixels.
   * @param {number} size Share of the picture's shorter side.
   * @param {boolean} mirrored Whether the screen shows left as right.
   */
  reset(picture, size, mirrored) {
    this.#picture = picture;
    this.#mirrored = mirrored;
    this.#across = this.#down = 0.5;
    this.#size = Math.min(1, Math.max(SMALLEST, size));
    this.#draw();
  }

  /** Returns `[x, y, width, height]` in the picture's pixels, unmirrored. */
  box() {
    const { left, top, side } = this.#seen();
    const x = this.#mirrored ? this.#picture.width - left - side : left;
    return [x, top, side, side];
  }

  #seen() {
    const { width, height } = this.#picture;
    const side = this.#size * Math.min(width, height);
    const left = this.#across * (width - side);
    const top = this.#down * (height - side);
    return { left, top, side };
  }

  /** Moves the corner to a place in pixels, as far as the picture goes. */
  #moveTo(left, top) {
    const { side } = this.#seen();
    const { width, height } = this.#picture;
    this.#across = share(left, width - side);
    this.#down = share(top, height - side);
    this.#changed();
  }

  /** Grows or shrinks it around its centre. */
  #resizeTo(size) {
    const old = this.#seen();
    this.#size = Math.min(1, Math.max(SMALLEST, size));
    const more = (this.#seen().side - old.side) / 2;
    this.#moveTo(old.left - more, old.top - more);
  }

  #changed() {
    this.#draw();
    this.onChange();
  }

  #draw() {
    const { width, height } = this.#picture;
    const { left, top, side } = this.#seen();
    const { style } = this.square;
    style.left = `${(100 * left) / width}%`;
    style.top = `${(100 * top) / height}%`;
    style.width = `${(100 * side) / width}%`;
    style.height = `${(100 * side) / height}%`;
    const { across, down, size } = this.sliders;
    across.value = 100 * this.#across;
    down.value = 100 * this.#down;
    size.value = 100 * this.#size;
  }

  #listenToSliders() {
    const { across, down, size } = this.sliders;
    size.min = 100 * SMALLEST;
    across.addEventListener("input", () => {
      this.#across = across.value / 100;
      this.#changed();
    });
    down.addEventListener("input", () => {
      this.#down = down.value / 100;
      this.#changed();
    });
    size.addEventListener("input", () => this.#resizeTo(size.value / 100));
  }

  #listenToPointer() {
    const { square } = this;
    let grip = null; // where the pointer went down, and what it holds
    square.addEventListener("pointerdown", (event) => {
      const { left, top } = this.#seen();
      const corner = event.target !== square;
      grip = { x: event.clientX, y: event.clientY, left, top, corner };
      grip.size = this.#size;
      square.setPointerCapture(event.pointerId);
      event.preventDefault(); // no text is to be selected on the way
    });
    square.addEventListener("pointermove", (event) => {
      if (grip) this.#follow(grip, event);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      square.addEventListener(end, () => (grip = null));
    }
    square.parentElement.addEventListener("wheel", (event) => {
      if (square.hidden || event.ctrlKey) return; // ctrl zooms the page
      event.preventDefault();
      this.#resizeTo(this.#size * WHEEL_STEP ** -Math.sign(event.deltaY));
    });
  }

  #follow(grip, event) {
    const { width, height } = this.#picture;
    const scale = width / this.square.parentElement.clientWidth;
    const x = (event.clientX - grip.x) * scale;
    const y = (event.clientY - grip.y) * scale;
    if (grip.corner) {
      // The centre stays, so the side grows by twice the way: x/2 + y/2.
      this.#resizeTo(grip.size + (x + y) / Math.min(width, height));
    } else {
      this.#moveTo(grip.left + x, grip.top + y);
    }
  }
}

function share(place, room) {
  return room > 0 ? Math.min(1, Math.max(0, place / room)) : 0.5;
}
