/** The visitor's choices, in the browser's storage where it is allowed. */

/** Returns what was remembered, or null. */
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
    // It is chosen again, then.
  }
}
