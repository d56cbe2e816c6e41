/** What is looked at: a camera, a frozen frame of it, a picture or a video. */

import { FRONT, listCameras, openCamera, openOther } from "./camera.js";
import { InputError, isAborted } from "./errors.js";
import { say, write } from "./language.js";
import { Latest } from "./latest.js";
import { openPicture, showPicture } from "./picture.js";
import { Reader } from "./reader.js";

export class Session {
  #wanted = new Latest(); // camera, picture, video
  #reading = new Latest(); // of what is shown
  #camera = null; // that runs
  #video = null; // a file that plays: {file, close}
  #still = null; // a picture or a frozen frame
  #last = null; // what was read
  #mirrored = true; // whether the camera is shown as a mirror does

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
    this.reader = new Reader(engine);
    this.onRead = () => {}; // called with what was read
    this.onOffer = () => {}; // called when something else can be done
    // The camera was turned: its picture is as wide now as it was high.
    page.video.addEventListener("resize", () => {
      if (this.filming && !page.video.hidden) this.#layVideo();
    });
    page.video.addEventListener("ended", () => {
      if (this.#video && !this.#still) this.freeze();
    });
  }

  /** Whether a camera or a video runs, frozen or not. */
  get filming() {
    return Boolean(this.#camera || this.#video);
  }

  /** Whether what is shown changes by itself. */
  get live() {
    return this.filming && !this.#still;
  }

  /** What was read last, or null. */
  get last() {
    return this.#last;
  }

  /** Shows what the model in use answers. */
  async renew() {
    this.view.results.prepare(this.engine.model.labels);
    if (this.#still) await this.#readStill();
    else if (!this.filming) this.view.clear("ready");
  }

  /** @param {File} file */
  async openPicture(file) {
    const signal = this.#wanted.begin();
    try {
      const picture = await openPicture(file);
      signal.throwIfAborted();
      this.#leave();
      this.#hold(picture, false);
    } catch (error) {
      // What was left for it is shown again, unless it was closed.
      const shown = this.#still || this.#video || this.#camera?.live;
      if (!signal.aborted && !shown) this.stop();
      throw error;
    }
    await this.#readStill();
  }

  /** Shows a picture that stays. */
  #hold(picture, mirrored) {
    this.#still = picture;
    showPicture(this.page.picture, picture);
    this.view.stage.lay(this.page.picture, picture, mirrored);
    this.#offer();
  }

  async #readStill() {
    const signal = this.#reading.begin();
    if (!this.engine.model) return;
    this.view.results.clear("reading");
    const read = await this.reader.read(this.#still);
    signal.throwIfAborted();
    this.#take(read, false);
  }

  /** @param {File} file */
  async openVideo(file) {
    const signal = this.#wanted.begin();
    const { video } = this.page;
    this.#leave();
    const url = URL.createObjectURL(file);
    this.#video = { file, close: () => URL.revokeObjectURL(url) };
    video.src = url;
    await this.#play(signal, "noVideo");
    this.#watch();
  }

  /** @param {MediaTrackConstraints} which `{facingMode}` or `{deviceId}`. */
  async startCamera(which = FRONT) {
    await this.#changeCamera((signal) => openCamera(which, signal));
  }

  /** From the front to the back camera, or to the next one. */
  async switchCamera() {
    const before = this.#camera;
    if (!before) return;
    await this.#changeCamera((signal) => openOther(before, signal));
  }

  /** Opens another camera; where that fails, the one before goes on. */
  async #changeCamera(open) {
    const before = this.#camera;
    const signal = this.#wanted.begin();
    before?.close(); // Phones open one at a time.
    let failure = null;
    const camera = await open(signal).catch((error) => {
      if (isAborted(error) || !before) throw error;
      failure = error;
      return this.#reopen(before, signal, error);
    });
    await this.#useCamera(camera, signal);
    if (failure) throw failure;
  }

  async #reopen({ deviceId }, signal, failure) {
    try {
      return await openCamera({ deviceId: { exact: deviceId } }, signal);
    } catch (error) {
      if (isAborted(error)) throw error;
      this.stop();
      throw failure;
    }
  }

  async #useCamera(camera, signal) {
    this.#leave();
    this.#camera = camera;
    this.#mirrored = camera.mirrored;
    camera.onEnd(() => this.#lose(camera));
    this.page.video.srcObject = camera.stream;
    await this.#play(signal, "cameraFailed");
    this.#watch();
    await this.#offerCameras(camera);
  }

  async #play(signal, otherwise) {
    const own = this.#camera ?? this.#video;
    const failed = await this.page.video.play().then(
      () => false,
      () => true,
    );
    if (signal.aborted && own === (this.#camera ?? this.#video)) this.#close();
    signal.throwIfAborted();
    if (!failed) return;
    this.stop();
    throw new InputError(otherwise);
  }

  async #offerCameras({ deviceId }) {
    const { cameras, turn } = this.page;
    const all = await listCameras();
    turn.hidden = cameras.hidden = all.length < 2;
    cameras.replaceChildren(
      ...all.map(({ deviceId: id, label }, at) => {
        const text = label || say("cameraNumber", { number: at + 1 });
        return new Option(text, id, false, id === deviceId);
      }),
    );
  }

  /** Shows the video, and reads it until something else is wanted. */
  #watch() {
    this.#still = null;
    this.#layVideo();
    this.#offer();
    this.#follow(this.#reading.begin()).catch(this.onError);
  }

  async #follow(signal) {
    const { video } = this.page;
    const clock = this.#video
      ? () => video.currentTime
      : () => performance.now() / 1000;
    const file = this.#video?.file;
    for await (const read of this.reader.watch(video, signal, clock, file)) {
      if (signal.aborted) return;
      this.#take(read, true);
    }
  }

  #layVideo() {
    const { videoWidth: width, videoHeight: height } = this.page.video;
    const mirrored = Boolean(this.#camera) && this.#mirrored;
    this.page.mirror.setAttribute("aria-pressed", mirrored);
    this.view.stage.lay(this.page.video, { width, height }, mirrored);
  }

  /** Shows the camera as a mirror does, or as others see it. */
  mirror() {
    this.#mirrored = !this.#mirrored;
    const { picture, mirror } = this.page;
    mirror.setAttribute("aria-pressed", this.#mirrored);
    if (!this.#still) this.#layVideo();
    else this.view.stage.lay(picture, this.#still, this.#mirrored);
    this.view.refresh();
  }

  /** Holds the last frame that was read, or goes on. */
  freeze() {
    if (!this.filming) return;
    if (this.#still) {
      this.page.video.play().catch(this.onError);
      this.#watch();
    } else if (this.#last) {
      this.#reading.end();
      if (this.#video) this.page.video.pause();
      this.#hold(this.#last.picture, Boolean(this.#camera) && this.#mirrored);
      this.view.show(this.#last, false);
    }
  }

  /** A camera has gone away by itself; a frozen picture stays. */
  #lose(camera) {
    if (camera !== this.#camera) return;
    if (this.#still) {
      this.#close();
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

  /** Makes place for something else. */
  #leave() {
    this.#reading.end();
    this.#close();
    this.#still = this.#last = null;
    this.view.stage.show([]);
  }

  /** Closes the camera or the video. */
  #close() {
    const { video } = this.page;
    this.#camera?.close();
    this.#video?.close();
    this.#camera = this.#video = null;
    video.srcObject = null;
    video.removeAttribute("src");
  }

  /** Offers what can be done with what is shown. */
  #offer() {
    const { camera, freeze, lens, badge, history } = this.page;
    const { share, save, data, table } = this.page;
    const stop = this.#video ? "stopVideo" : "stopCamera";
    write(camera, this.filming ? stop : "useCamera");
    write(freeze, this.filming && this.#still ? "goOn" : "freeze");
    freeze.disabled = !this.filming;
    lens.hidden = !this.#camera;
    history.hidden = !this.filming;
    if (!this.#last) badge.hidden = true;
    for (const one of [share, save, data, table]) one.disabled = !this.#last;
    this.onOffer();
  }

  #take(read, live) {
    const before = this.#last?.picture;
    if (before && before !== read.picture) before.bitmap.close();
    const first = !this.#last;
    this.#last = read;
    this.view.show(read, live);
    if (first) this.#offer();
    this.onRead(read);
    if (!performance.getEntriesByName("first-result").length) {
      performance.mark("first-result");
    }
  }
}
