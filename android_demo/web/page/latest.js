/**
 * What the visitor wanted last. Whatever takes time asks for a signal before
 * it begins, and looks at it after every wait: once something else is wanted,
 * the signal is aborted.
 */
export class Latest {
  #controller = new AbortController();

  /** Ends what was begun before; returns the signal of what begins now. */
  begin() {
    this.#controller.abort();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }

  /** Ends what was begun before. */
  end() {
    this.#controller.abort();
  }
}
