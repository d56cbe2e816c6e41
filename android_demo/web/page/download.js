/** Fetches the page's own large files, and tells how far it is. */

import { InputError } from "./errors.js";

/** Counts what comes of what will come. */
export class Progress {
  #come = 0;
  #expected = 0; // bytes

  /** @param {(share: number) => void} onChange Called with a share of 1. */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** @param {number} bytes That will come. */
  expect(bytes) {
    this.#expected += bytes;
  }

  /** Returns a stream that hands on what it is given, and counts it. */
  counter() {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.#come += chunk.length;
        this.onChange(Math.min(1, this.#come / Math.max(1, this.#expected)));
        controller.enqueue(chunk);
      },
    });
  }
}

/**
 * Returns a response whose bytes are counted as they come. Its length header
 * would count compressed bytes, so what will come is said by `files.json`.
 *
 * @param {string} path Of a file of the page.
 * @param {Progress} [progress]
 * @returns {Promise<Response>}
 * @throws {InputError} It does not come.
 */
export async function download(path, progress) {
  const response = await fetch(path).catch(() => null);
  if (!response?.ok) {
    throw new InputError(
      "A part of this page could not be loaded. Check the connection, and " +
        "reload the page.",
    );
  }
  if (!progress || !response.body) return response;
  return new Response(response.body.pipeThrough(progress.counter()), {
    headers: { "Content-Type": response.headers.get("Content-Type") },
  });
}

/** Returns a file's bytes. */
export async function downloadBytes(path, progress) {
  const response = await download(path, progress);
  return new Uint8Array(await response.arrayBuffer());
}
