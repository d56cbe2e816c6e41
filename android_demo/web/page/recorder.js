/** Records what the camera shows, with the faces marked, as a short clip. */

import { draw } from "./annotated.js";
import { write } from "./language.js";

const LONGEST = 30; // seconds
const TYPES = ["video/mp4", "video/webm"];

/** Returns whether the browser can record. */
export function canRecord() {
  return Boolean(
    globalThis.MediaRecorder && HTMLCanvasElement.prototype.captureStream,
  );
}

export class Recorder {
  #recorder = null;
  #canvas = document.createElement("canvas");
  #started = 0; // milliseconds

  /**
   * @param {HTMLButtonElement} button
   * @param {(clip: File) => void} onClip
   */
  constructor(button, onClip) {
    this.button = button;
    this.onClip = onClip;
  }

  get running() {
    return this.#recorder !== null;
  }

  /** Starts with the last result. */
  start(read) {
    this.#draw(read);
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    const stream = this.#canvas.captureStream();
    const recorder = new MediaRecorder(stream, { mimeType: type });
    const parts = [];
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      const name = `faces.${type.split("/")[1]}`;
      this.onClip(new File(parts, name, { type }));
    });
    recorder.start();
    this.#recorder = recorder;
    this.#started = performance.now();
    this.#tell(0);
  }

  /** Adds a frame. */
  add(read) {
    if (!this.running) return;
    this.#draw(read);
    const seconds = Math.floor((performance.now() - this.#started) / 1000);
    if (seconds >= LONGEST) this.stop();
    else this.#tell(seconds);
  }

  /** Stops recording, and delivers the clip. */
  stop() {
    this.#recorder?.stop();
    this.#recorder = null;
    write(this.button, "record");
  }

  #draw({ picture, faces }) {
    draw(this.#canvas, picture.bitmap, picture, faces);
  }

  #tell(seconds) {
    write(this.button, "stopRecording", { seconds });
  }
}
