/** A moving source: a camera or a video file, in the page's video element. */

export class Film {
  #video; // the element
  #source = null; // {camera, file, close} that it shows

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.#video = video;
    this.mirrored = true; // whether a camera is shown as a mirror does
  }

  /** The camera, or null. */
  get camera() {
    return this.#source?.camera ?? null;
  }

  /** The file, or null. */
  get file() {
    return this.#source?.file ?? null;
  }

  get running() {
    return Boolean(this.#source);
  }

  /** Whether the screen shows left as right. */
  get shownMirrored() {
    return Boolean(this.camera) && this.mirrored;
  }

  /** Returns seconds, which never decrease. */
  get seconds() {
    return this.file ? this.#video.currentTime : performance.now() / 1000;
  }

  /** @param {import("./camera.js").Camera} camera Is closed with the film. */
  takeCamera(camera) {
    this.close();
    this.#source = { camera, close: () => camera.close() };
    this.mirrored = camera.mirrored;
    this.#video.srcObject = camera.stream;
  }

  /** @param {File} file */
  takeFile(file) {
    this.close();
    const url = URL.createObjectURL(file);
    this.#source = { file, close: () => URL.revokeObjectURL(url) };
    this.#video.src = url;
  }

  /**
   * Starts playback; closes the source if the signal is aborted before that.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} Whether it plays.
   */
  async play(signal) {
    const own = this.#source;
    const plays = await this.#video.play().then(
      () => true,
      () => false,
    );
    if (signal.aborted && own === this.#source) this.close();
    signal.throwIfAborted();
    return plays;
  }

  /** Closes the camera or the video. */
  close() {
    this.#source?.close();
    this.#source = null;
    this.#video.srcObject = null;
    this.#video.removeAttribute("src");
  }
}
