/**
 * Smooths probabilities over time, for a label that does not flicker.
 *
 * The algorithm is that of `arm_tf/inference/smoothing.py`, described there in
 * full: an exponential moving average, and hysteresis (two thresholds) for
 * changing the label and for being sure. It computes in float32 where Python
 * does.
 */

/**
 * A face's predicted expression.
 *
 * @typedef {object} Prediction
 * @property {string} label
 * @property {boolean} sure Whether the prediction is reliable.
 * @property {Float32Array} probabilities One per label, summing to 1.
 * @property {number} confidence The label's probability.
 */

/** The probabilities of one face over time. */
export class Smoother {
  #mean = null;
  #time = 0; // of the last update, in seconds
  #shown = 0; // index of the label
  #sure = true;

  /**
   * @param {string[]} labels
   * @param {{unsure_below: number, smoothing_seconds: number,
   *     label_lead: number}} settings See `settings.js`.
   */
  constructor(labels, settings) {
    this.labels = labels;
    this.settings = settings;
  }

  /**
   * Returns the `Prediction` after one more frame.
   *
   * @param {Float32Array} probabilities One per label, summing to 1.
   * @param {number} time Seconds; not before the last update's.
   * @returns {Prediction}
   */
  update(probabilities, time) {
    const first = this.#mean === null;
    this.#mean = first
      ? Float32Array.from(probabilities)
      : this.#moved(probabilities, Math.max(0, time - this.#time));
    this.#time = time;
    this.#decide(first);
    return {
      label: this.labels[this.#shown],
      sure: this.#sure,
      probabilities: this.#mean,
      confidence: this.#mean[this.#shown],
    };
  }

  #moved(probabilities, passed) {
    const seconds = this.settings.smoothing_seconds;
    const weight = Math.fround(-Math.expm1(-passed / seconds));
    return this.#mean.map((mean, index) => {
      const change = Math.fround(probabilities[index] - mean);
      return mean + Math.fround(weight * change);
    });
  }

  #decide(first) {
    const mean = this.#mean;
    const { label_lead: lead, unsure_below: threshold } = this.settings;
    const best = mean.indexOf(Math.max(...mean));
    // numpy adds the lead in float32, too.
    const ahead = Math.fround(mean[this.#shown] + Math.fround(lead));
    if (first || !this.#sure || mean[best] >= ahead) {
      this.#shown = best; // An unsure label is replaced without a lead.
    }
    const waiting = first || this.#sure ? 0 : lead;
    // An unsure prediction must be able to become sure.
    const needed = Math.min(threshold + waiting, 1 - lead / 2);
    this.#sure = mean[this.#shown] >= Math.fround(needed);
  }
}
