/**
 * An unsuitable file, browser or device. The message is a key of `words.js`, or
 * a whole sentence for developers.
 */
export class InputError extends Error {
  /**
   * @param {string} message
   * @param {boolean} again Whether a retry may succeed.
   * @param {object} values Values to fill into the text.
   */
  constructor(message, again = false, values = {}) {
    super(message);
    this.values = values;
    this.name = "InputError"; // identifies errors thrown in a worker
    this.again = again;
  }
}

/** Returns whether work was aborted for a newer request. */
export function isAborted(error) {
  return error?.name === "AbortError";
}

/**
 * Returns any error's message, cut to a length that fits on a line.
 *
 * @param {unknown} error
 */
export function reason(error) {
  const text = String(error?.message ?? error).replace(/\s+/g, " ");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
