/** Reads the face in the square: of a picture once, of a camera on and on. */

import { nextFrame } from "./camera.js";
import { facePixels, square } from "./crop.js";
import { Pace } from "./pace.js";
import { Smoother } from "./smoothing.js";

const PACE_SHOWN_EVERY = 500; // milliseconds

export class Reader {
  #turn = null; // changes when what was begun is to end

  /**
   * @param {import("./guide.js").Guide} guide
   * @param {import("./results.js").Results} results
   * @param {(pace: Pace) => void} onPace Called now and then.
   */
  constructor(guide, results, onPace) {
    this.guide = guide;
    this.results = results;
    this.onPace = onPace;
    this.model = null; // what `openModel` returns, once it is there
  }

  /** Ends what was begun. */
  stop() {
    this.#turn = {};
  }

  /** Shows the reading of a picture. */
  async read(picture) {
    const turn = (this.#turn = {});
    const { model } = this;
    if (!model) return;
    const pace = new Pace();
    const probabilities = await this.#classify(model, picture, pace);
    if (turn !== this.#turn) return;
    const smoother = new Smoother(model.labels, model.settings);
    this.#show(smoother.update(probabilities, 0));
    this.onPace(pace);
  }

  /** Shows what a camera sees, until something else is begun. */
  async watch(video) {
    const turn = (this.#turn = {});
    const pace = new Pace();
    let smoother = null;
    let shown = 0; // when the pace was, last
    for (;;) {
      await nextFrame(video);
      if (turn !== this.#turn) return;
      const { model } = this;
      if (!model) continue;
      if (smoother?.labels !== model.labels) {
        smoother = new Smoother(model.labels, model.settings);
      }
      const { videoWidth: width, videoHeight: height } = video;
      const picture = { source: video, width, height };
      const probabilities = await this.#classify(model, picture, pace);
      const now = performance.now();
      if (turn !== this.#turn) return;
      if (model !== this.model) continue;
      this.#show(smoother.update(probabilities, now / 1000));
      pace.frame();
      if (now - shown >= PACE_SHOWN_EVERY) {
        this.onPace(pace);
        shown = now;
      }
    }
  }

  async #classify(model, picture, pace) {
    const pixels = await pace.time("crop", () => {
      const place = square(this.guide.box(), model.settings.crop_margin);
      return facePixels(picture, place, model.imageSize);
    });
    return pace.time("classify", () => model.classify(pixels));
  }

  #show(reading) {
    this.results.show(reading);
    if (!performance.getEntriesByName("first-result").length) {
      performance.mark("first-result");
    }
  }
}
