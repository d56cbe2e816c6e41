/** The visitor's choices, in the browser's storage, if allowed. */

/** Returns a stored choice, or null. */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remembers a choice for the next visit. */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The visitor must choose again, then.
  }
}
