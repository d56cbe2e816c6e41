/** Reads the faces of a picture once, of a video continuously. */

import { nextFrame } from "./camera.js";
import { Pace } from "./pace.js";
import { halfToEven } from "./scale.js";
import { Tracker } from "./tracking.js";

/**
 * A result.
 *
 * @typedef {object} Read
 * @property {import("./picture.js").Picture} picture
 * @property {import("./tracking.js").Face[]} faces In the picture's pixels.
 * @property {string[]} labels
 * @property {Pace} pace
 * @property {number | null} time Seconds of a video; null for a picture.
 */

export class Reader {
  /** @param {import("./engine.js").Engine} engine */
  constructor(engine) {
    this.engine = engine;
  }

  /**
   * Reads a picture.
   *
   * @param {import("./picture.js").Picture} picture
   * @returns {Promise<Read>}
   */
  async read(picture) {
    const { seen, times } = await this.engine.read(picture.bitmap);
    const { labels, settings } = this.engine.model;
    const pace = new Pace();
    pace.add(times);
    const placed = seen.map((one) => inFile(one, picture));
    const faces = new Tracker(labels, settings).update(placed, 0);
    return { picture, faces, labels, pace, time: null };
  }

  /**
   * Reads a video's frames, until the signal is aborted.
   *
   * @param {HTMLVideoElement} video
   * @param {AbortSignal} signal
   * @param {import("./film.js").Film} film That the video shows.
   * @returns {AsyncGenerator<Read>} The caller must free their pictures.
   */
  async *watch(video, signal, film) {
    const pace = new Pace();
    let model = null;
    let tracker = null;
    for (;;) {
      await nextFrame(video, signal);
      if (!this.engine.model || !video.videoWidth) continue;
      const time = film.seconds;
      const bitmap = await createImageBitmap(video);
      const { width, height } = bitmap;
      const picture = { bitmap, width, height, file: film.file };
      const { seen, times } = await this.engine.read(bitmap);
      signal.throwIfAborted();
      if (model !== this.engine.model) {
        model = this.engine.model;
        tracker = new Tracker(model.labels, model.settings);
      }
      pace.add(times);
      pace.frame();
      const faces = tracker.update(seen, time);
      yield { picture, faces, labels: model.labels, pace, time };
    }
  }
}

/** Returns a face in the file's pixels, if it was scaled down. */
function inFile({ detection, probabilities }, { bitmap, width, height }) {
  if (bitmap.width === width) return { detection, probabilities };
  const scale = [width / bitmap.width, height / bitmap.height];
  const [x, y, wide, high] = detection.box.map((value, at) =>
    halfToEven(value * scale[at % 2]),
  );
  const points = detection.points.map(([u, v]) => [u * scale[0], v * scale[1]]);
  return {
    detection: {
      ...detection,
      box: [x, y, Math.max(1, wide), Math.max(1, high)],
      points,
    },
    probabilities,
  };
}
