/** How fast it is: frames per second, and what each stage takes. */

const REMEMBERED = 30; // frames

export class Pace {
  #frames = []; // times, in milliseconds
  #stages = new Map(); // name to times, in milliseconds

  /** Counts a frame that is done. */
  frame() {
    remember(this.#frames, performance.now());
  }

  /**
   * Returns what a stage returns, and notes how long it took.
   *
   * @template T
   * @param {string} stage
   * @param {() => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async time(stage, work) {
    const start = performance.now();
    const result = await work();
    if (!this.#stages.has(stage)) this.#stages.set(stage, []);
    remember(this.#stages.get(stage), performance.now() - start);
    return result;
  }

  /** Returns frames per second, 0 before there are two. */
  rate() {
    const frames = this.#frames;
    if (frames.length < 2) return 0;
    return (1000 * (frames.length - 1)) / (frames.at(-1) - frames[0]);
  }

  /** Returns `[stage, median in milliseconds]` of every stage. */
  medians() {
    return [...this.#stages].map(([stage, times]) => [stage, median(times)]);
  }
}

function remember(list, value) {
  list.push(value);
  if (list.length > REMEMBERED) list.shift();
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
