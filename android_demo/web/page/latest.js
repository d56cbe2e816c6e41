/**
 * The visitor's latest request. Asynchronous work gets a signal before it
 * starts, and checks it after every wait: a newer request aborts the signal.
 */
export class Latest {
  #controller = new AbortController();

  /** Aborts the previous work; returns the signal for the new. */
  begin() {
    this.#controller.abort();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }

  /** Aborts the previous work. */
  end() {
    this.#controller.abort();
  }
}
