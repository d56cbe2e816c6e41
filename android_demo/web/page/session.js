/** What is looked at: a camera, a frozen frame of it, or a picture. */

import { closeCamera, hasOthers, openCamera, otherCamera } from "./camera.js";
import { InputError } from "./errors.js";
import { openPicture, showPicture } from "./picture.js";
import { Reader } from "./reader.js";
import { Results } from "./results.js";
import { annotated, toJson } from "./saving.js";
import { Stage } from "./stage.js";

const PACE_SHOWN_EVERY = 500; // milliseconds
const FRONT = { facingMode: "user" };
const BEGIN = "Use the camera, or choose a picture.";
const CLOSER = "Come closer, into the light.";
const OTHER_PICTURE = "Try one with a larger, brighter face.";
const GONE = "The camera has gone. Connect it again, or choose a picture.";

export class Session {
  #still = null; // a picture or a frozen frame: {image, name}
  #last = null; // what was read: {image, faces}
  #chosen; // number of a face
  #mirrored = false; // the camera
  #paceShown = 0; // when, in milliseconds

  /**
   * @param {Record<string, HTMLElement>} page Its elements, by their ids.
   * @param {(error: Error) => void} onError
   */
  constructor(page, onError) {
    this.page = page;
    this.onError = onError;
    this.results = new Results(page);
    this.stage = new Stage(page, (number) => this.#choose(number));
    this.reader = new Reader((...read) => this.#show(...read));
    // The camera was turned: its picture is as wide now as it was high.
    page.video.addEventListener("resize", () => {
      if (this.filming && !page.video.hidden) this.#layCamera();
    });
  }

  get filming() {
    return Boolean(this.page.video.srcObject);
  }

  /** Takes a face finder, as `openFinder` returns it. */
  async useFinder(finder) {
    this.reader.finder = finder;
    await this.#readStill();
  }

  /** Takes a model, as `openModel` returns it. */
  async useModel(model) {
    const old = this.reader.model;
    this.reader.model = model;
    this.results.prepare(model.labels);
    if (!this.filming && !this.#still) this.results.clear("Ready", BEGIN);
    await old?.close();
    await this.#readStill();
  }

  async #readStill() {
    if (this.#still) await this.reader.read(this.#still.image);
  }

  /** @param {Blob} blob @param {string} name The file's. */
  async choosePicture(blob, name) {
    const image = await openPicture(blob);
    this.stopCamera();
    await this.#hold(image, name, false);
    await this.#readStill();
  }

  /** Shows a picture that stays. */
  async #hold(image, name, mirrored) {
    this.#still = { image, name };
    await showPicture(this.page.picture, image);
    this.stage.lay(this.page.picture, image, mirrored);
  }

  async startCamera(which = FRONT) {
    const { page } = this;
    this.stopCamera();
    page.camera.disabled = true;
    try {
      const ended = () => {
        this.stopCamera();
        this.onError(new InputError(GONE));
      };
      this.#mirrored = await openCamera(page.video, which, ended);
      page.turn.hidden = !(await hasOthers());
    } finally {
      page.camera.disabled = false;
    }
    page.camera.textContent = "Stop camera";
    page.freeze.disabled = false;
    this.#watch();
  }

  /** From the front to the back camera, or to the next one. */
  async switchCamera() {
    await this.startCamera(await otherCamera(this.page.video));
  }

  #watch() {
    this.#still = null;
    this.page.freeze.textContent = "Freeze";
    this.#layCamera();
    this.reader.watch(this.page.video).catch(this.onError);
  }

  #layCamera() {
    const { videoWidth: width, videoHeight: height } = this.page.video;
    this.stage.lay(this.page.video, { width, height }, this.#mirrored);
  }

  /** Holds the last frame that was read, or goes on. */
  async freeze() {
    if (this.#still) {
      this.#watch();
    } else if (this.#last) {
      this.reader.stop();
      this.page.freeze.textContent = "Go on";
      await this.#hold(this.#last.image, "", this.#mirrored);
    }
  }

  stopCamera() {
    const { page } = this;
    this.reader.stop();
    this.#still = this.#last = null;
    this.stage.show([]);
    this.#offerSaving(false);
    if (!this.filming) return;
    closeCamera(page.video);
    page.camera.textContent = "Use camera";
    page.freeze.textContent = "Freeze";
    page.freeze.disabled = true;
    page.turn.hidden = true;
    this.stage.lay(page.empty);
    if (this.reader.model) this.results.clear("Ready", BEGIN);
  }

  #show(faces, image, pace) {
    this.#last = { image, faces };
    if (!faces.some((face) => face.number === this.#chosen)) {
      this.#chosen = largest(faces)?.number;
    }
    this.#showChosen();
    this.#offerSaving(true);
    const now = performance.now();
    if (now - this.#paceShown < PACE_SHOWN_EVERY && this.filming) return;
    this.page.pace.textContent = pace.text();
    this.#paceShown = now;
  }

  #showChosen() {
    const { faces } = this.#last;
    this.stage.show(faces, this.#chosen);
    const at = faces.findIndex((face) => face.number === this.#chosen);
    const help = this.#still ? OTHER_PICTURE : CLOSER;
    if (at < 0) this.results.clear("No face found", help);
    else this.results.show(faces[at], at + 1, faces.length);
  }

  #choose(number) {
    this.#chosen = number;
    if (this.#last) this.#showChosen();
  }

  #offerSaving(possible) {
    const { share, save, data } = this.page;
    for (const button of [share, save, data]) button.disabled = !possible;
  }

  /** Returns what was read as a picture with boxes: a PNG file. */
  async picture() {
    return annotated(this.#last.image, this.#last.faces);
  }

  /** Returns what was read as a JSON file. */
  json() {
    const { image, faces } = this.#last;
    const { labels } = this.reader.model;
    const text = toJson(image, faces, labels, this.#still?.name ?? "");
    return new Blob([text], { type: "application/json" });
  }
}

function largest(faces) {
  const sizes = faces.map(({ box }) => box[2] * box[3]);
  return faces[sizes.indexOf(Math.max(...sizes))];
}
