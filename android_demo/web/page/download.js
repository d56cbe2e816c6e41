/** Fetches the page's own files, and reports progress. */

import { InputError } from "./errors.js";

const QUIET = 20_000; // milliseconds without a byte, after which it has failed

/** Counts received and expected bytes. */
export class Progress {
  #come = 0;
  #expected = 0; // bytes

  /** @param {(share: number) => void} onChange Called with a share of 1. */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** @param {number} bytes To be received. */
  expect(bytes) {
    this.#expected += bytes;
  }

  /** @param {number} bytes Received; negative to discount a failed attempt. */
  add(bytes) {
    this.#come += bytes;
    this.onChange(Math.min(1, this.#come / Math.max(1, this.#expected)));
  }
}

/**
 * Returns a file's bytes; retries once.
 *
 * @param {string} path Of a file of the page.
 * @param {{size?: number, progress?: Progress, signal?: AbortSignal}} [options]
 *     `size` is that in `files.json`: any other means an incomplete file.
 * @returns {Promise<Uint8Array>}
 * @throws {InputError} It cannot be fetched.
 */
export async function download(path, options = {}) {
  try {
    return await attempt(path, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return attempt(path, options);
  }
}

/** Returns the content of a JSON file of the page. */
export async function downloadJson(path, options) {
  const bytes = await download(path, options);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new InputError("partDamaged", true);
  }
}

async function attempt(path, { size, progress, signal }) {
  const quiet = new AbortController();
  const quit = () => quiet.abort();
  const watch = new Watch(quit);
  signal?.addEventListener("abort", quit);
  let come = 0;
  try {
    const response = await fetch(path, { signal: quiet.signal });
    if (!response.ok) throw new InputError("partMissing", true);
    const chunks = [];
    for (const reader = response.body.getReader(); ;) {
      watch.seen();
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      come += value.length;
      progress?.add(value.length);
    }
    if (size && come !== size) throw new InputError("partDamaged", true);
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  } catch (error) {
    progress?.add(-come);
    signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    throw new InputError(
      quiet.signal.aborted ? "tooSlow" : "partMissing",
      true,
    );
  } finally {
    signal?.removeEventListener("abort", quit);
    watch.end();
  }
}

/** A timeout: reports when nothing has happened for long. */
export class Watch {
  #timer;

  /** @param {() => void} onQuiet @param {number} quiet Milliseconds. */
  constructor(onQuiet, quiet = QUIET) {
    this.onQuiet = onQuiet;
    this.quiet = quiet;
    this.seen();
  }

  seen() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.onQuiet, this.quiet);
  }

  end() {
    clearTimeout(this.#timer);
  }
}
