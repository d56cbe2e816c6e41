/** Reads the faces of a picture once, of a camera on and on. */

import { look } from "./analyzer.js";
import { nextFrame } from "./camera.js";
import { Pace } from "./pace.js";
import { pixels } from "./picture.js";
import { Tracker } from "./tracking.js";

export class Reader {
  #turn = null; // changes when what was begun is to end

  /**
   * @param {(faces: import("./tracking.js").Face[], image: ImageData,
   *     pace: Pace) => void} onFaces Called with what was read.
   */
  constructor(onFaces) {
    this.onFaces = onFaces;
    this.finder = null; // what `openFinder` returns, once it is there
    this.model = null; // what `openModel` returns, once it is there
  }

  /** Ends what was begun. */
  stop() {
    this.#turn = {};
  }

  /** Reads a picture. */
  async read(image) {
    const turn = (this.#turn = {});
    const { finder, model } = this;
    if (!finder || !model) return;
    const pace = new Pace();
    const seen = await look(image, finder, model, pace);
    if (turn !== this.#turn) return;
    const tracker = new Tracker(model.labels, model.settings);
    this.#tell(tracker.update(seen, 0), image, pace);
  }

  /** Reads what a camera sees, until something else is begun. */
  async watch(video) {
    const turn = (this.#turn = {});
    const pace = new Pace();
    let tracker = null;
    for (;;) {
      await nextFrame(video);
      if (turn !== this.#turn) return;
      const { finder, model } = this;
      if (!finder || !model || !video.videoWidth) continue;
      if (tracker?.labels !== model.labels) {
        tracker = new Tracker(model.labels, model.settings);
      }
      const image = pixels(video, video.videoWidth, video.videoHeight);
      const seen = await look(image, finder, model, pace);
      if (turn !== this.#turn) return;
      if (model !== this.model) continue;
      pace.frame();
      this.#tell(tracker.update(seen, performance.now() / 1000), image, pace);
    }
  }

  #tell(faces, image, pace) {
    this.onFaces(faces, image, pace);
    if (!performance.getEntriesByName("first-result").length) {
      performance.mark("first-result");
    }
  }
}
