/** How fast it is: frames per second, and what each stage takes. */

const REMEMBERED = 100; // frames

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

  /** Returns `{stage, p50, p90}` of every stage, in milliseconds. */
  stages() {
    return [...this.#stages].map(([stage, times]) => {
      const sorted = [...times].sort((a, b) => a - b);
      const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
      return { stage, p50: at(0.5), p90: at(0.9) };
    });
  }

  /** Returns all of it in words. */
  text() {
    const told = this.stages().map(
      ({ stage, p50, p90 }) =>
        `${stage} ${p50.toFixed(1)} ms (90 % within ${p90.toFixed(1)})`,
    );
    const rate = this.rate();
    if (rate) told.unshift(`${rate.toFixed(0)} frames/s`);
    return told.join(" · ");
  }
}

function remember(list, value) {
  list.push(value);
  if (list.length > REMEMBERED) list.shift();
}
