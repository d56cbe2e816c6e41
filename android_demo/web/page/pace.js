/** Speed: frames per second, and the time of each stage. */

const REMEMBERED = 100; // frames

export class Pace {
  #frames = []; // times, in milliseconds
  #wholes = []; // total times of frames, in milliseconds
  #stages = new Map(); // name to times, in milliseconds

  /** Counts a frame that is done. */
  frame() {
    remember(this.#frames, performance.now());
  }

  /** @param {[string, number][]} times Steps and their milliseconds. */
  add(times) {
    for (const [stage, time] of times) {
      if (!this.#stages.has(stage)) this.#stages.set(stage, []);
      remember(this.#stages.get(stage), time);
    }
    remember(
      this.#wholes,
      times.reduce((sum, [, time]) => sum + time, 0),
    );
  }

  /** Returns the median milliseconds of the last pictures. */
  whole() {
    const sorted = [...this.#wholes].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
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
}

function remember(list, value) {
  list.push(value);
  if (list.length > REMEMBERED) list.shift();
}
