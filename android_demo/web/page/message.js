/** Shows the visitor an error, and offers to retry. */

import { InputError, isAborted, reason } from "./errors.js";
import { write } from "./language.js";

export class Message {
  #again = null; // what is tried again

  /** @param {Record<string, HTMLElement>} page `message`, `told`, `again`. */
  constructor(page) {
    this.page = page;
    page.again.addEventListener("click", () => this.attempt(this.#again));
  }

  /** Runs what the visitor requested; shows its errors. */
  async attempt(work) {
    this.page.message.hidden = true;
    try {
      await work();
    } catch (error) {
      this.show(error, work);
    }
  }

  /** @param {Error} error @param {() => Promise<void>} [work] To try again. */
  show(error, work) {
    if (isAborted(error)) return; // superseded by a newer request
    const { message, told, again } = this.page;
    if (error instanceof InputError) write(told, error.message, error.values);
    else write(told, "wrong", { reason: reason(error) });
    this.#again = work;
    again.hidden = !(error.again && work);
    message.hidden = false;
    message.scrollIntoView({ block: "nearest" });
  }
}
