/** A file, a browser or a device is not what is needed; says what to do. */
export class InputError extends Error {}

/**
 * Returns any error's message, cut to a length that fits on a line.
 *
 * @param {unknown} error
 */
export function reason(error) {
  const text = String(error?.message ?? error).replace(/\s+/g, " ");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
