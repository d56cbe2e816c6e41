/** The current source: a camera, a frozen frame, a picture or a video. */

import { FRONT, openCamera, openOther, replaceCamera } from "./camera.js";
import { offer, offerCameras } from "./controls.js";
import { InputError, isAborted } from "./errors.js";
import { Film } from "./film.js";
import { Latest } from "./latest.js";
import { openPicture, showPicture } from "./picture.js";
import { Recognition } from "./recognition.js";

export class Session {
  #wanted = new Latest(); // camera, picture, video
  #film; // a camera or a video, frozen or not
  #still = null; // a picture or a frozen frame

  /**
   * @param {Record<string, HTMLElement>} page Its elements, by their ids.
   * @param {import("./engine.js").Engine} engine
   * @param {import("./view.js").View} view
   * @param {(error: Error) => void} onError
   */
  constructor(page, engine, view, onError) {
    this.page = page;
    this.engine = engine;
    this.view = view;
    this.onError = onError;
    this.recognition = new Recognition(engine, view);
    this.recognition.onFirst = () => this.#offer();
    this.onOffer = () => {}; // called when other buttons apply
    this.#film = new Film(page.video);
    // The device was rotated: width and height of the video are swapped.
    page.video.addEventListener("resize", () => {
      if (this.filming && !page.video.hidden) this.#layFilm();
    });
    page.video.addEventListener("ended", () => {
      if (this.#film.file && !this.#still) this.freeze();
    });
  }

  /** Whether a camera or a video runs, frozen or not. */
  get filming() {
    return this.#film.running;
  }

  /** Whether what is shown changes by itself. */
  get live() {
    return this.filming && !this.#still;
  }

  /** The last result, or null. */
  get last() {
    return this.recognition.last;
  }

  /** Reads again, with the model now in use. */
  async renew() {
    this.view.results.prepare(this.engine.model.labels);
    if (this.#still) await this.recognition.readPicture(this.#still);
    else if (!this.filming) this.view.clear("ready");
  }

  /** @param {File} file */
  async openPicture(file) {
    const signal = this.#wanted.begin();
    try {
      const picture = await openPicture(file);
      signal.throwIfAborted();
      this.#leave();
      this.#hold(picture);
    } catch (error) {
      // Return to the previous source, unless it was closed.
      const { camera } = this.#film;
      const shown = this.#still || this.#film.file || camera?.live;
      if (!signal.aborted && !shown) this.stop();
      throw error;
    }
    await this.recognition.readPicture(this.#still);
  }

  /** @param {File} file */
  async openVideo(file) {
    const signal = this.#wanted.begin();
    this.#leave();
    this.#film.takeFile(file);
    await this.#play(signal, "noVideo");
  }

  /** @param {MediaTrackConstraints} which `{facingMode}` or `{deviceId}`. */
  async startCamera(which = FRONT) {
    await this.#changeCamera((signal) => openCamera(which, signal));
  }

  /** Switches from the front to the back camera, or to the next one. */
  async switchCamera() {
    const { camera } = this.#film;
    if (!camera) return;
    await this.#changeCamera((signal) => openOther(camera, signal));
  }

  /** Opens another camera; if that fails, the previous one continues. */
  async #changeCamera(open) {
    const signal = this.#wanted.begin();
    const before = this.#film.camera;
    const { camera, failure } = await replaceCamera(before, open, signal).catch(
      (error) => {
        if (before && !isAborted(error)) this.stop();
        throw error;
      },
    );
    this.#leave();
    this.#film.takeCamera(camera);
    camera.onEnd(() => this.#lose(camera));
    await this.#play(signal, "cameraFailed");
    await offerCameras(this.page, camera.deviceId);
    if (failure) throw failure;
  }

  async #play(signal, otherwise) {
    if (!(await this.#film.play(signal))) {
      this.stop();
      throw new InputError(otherwise);
    }
    this.#watch();
  }

  /** Shows the film, and reads it until something else is requested. */
  #watch() {
    this.#still = null;
    this.#layFilm();
    this.#offer();
    this.recognition.readFilm(this.page.video, this.#film).catch(this.onError);
  }

  #layFilm() {
    const { videoWidth: width, videoHeight: height } = this.page.video;
    this.#lay(this.page.video, { width, height });
  }

  #lay(shown, extent) {
    const mirrored = this.#film.shownMirrored;
    this.page.mirror.setAttribute("aria-pressed", mirrored);
    this.view.stage.lay(shown, extent, mirrored);
  }

  /** Shows a still picture. */
  #hold(picture) {
    this.#still = picture;
    showPicture(this.page.picture, picture);
    this.#lay(this.page.picture, picture);
    this.#offer();
  }

  /** Toggles mirroring of the camera. */
  mirror() {
    this.#film.mirrored = !this.#film.mirrored;
    if (this.#still) this.#lay(this.page.picture, this.#still);
    else this.#layFilm();
    this.view.refresh();
  }

  /** Freezes the last frame that was read, or continues. */
  freeze() {
    if (!this.filming) return;
    if (this.#still) {
      this.page.video.play().catch(this.onError);
      this.#watch();
    } else if (this.last) {
      this.recognition.pause();
      if (this.#film.file) this.page.video.pause();
      this.#hold(this.last.picture);
      this.view.show(this.last, false);
    }
  }

  /** Handles a disconnected camera; a frozen picture stays. */
  #lose(camera) {
    if (camera !== this.#film.camera) return;
    if (this.#still) {
      this.#film.close();
      this.#offer();
    } else this.stop();
    this.onError(new InputError("cameraGone"));
  }

  /** Ends what is shown. */
  stop() {
    this.#wanted.end();
    this.#leave();
    this.view.stage.lay(this.page.empty);
    this.#offer();
    if (this.engine.model) this.view.clear("ready");
  }

  /** Leaves the current source for another. */
  #leave() {
    this.recognition.end();
    this.#film.close();
    this.#still = null;
  }

  #offer() {
    const frozen = Boolean(this.#still);
    offer(this.page, this.#film, frozen, Boolean(this.last));
    this.onOffer();
  }
}
