/**
 * A file, a browser or a device is not what is needed. The message is a key of
 * `words.js`, or for developers a whole sentence.
 */
export class InputError extends Error {
  /**
   * @param {string} message
   * @param {boolean} again Whether the same may work at another time.
   * @param {object} values What is filled into the words.
   */
  constructor(message, again = false, values = {}) {
    super(message);
    this.values = values;
    this.name = "InputError"; // told by it where a worker throws one
    this.again = again;
  }
}

/** Returns whether work was ended because something else was wanted. */
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
