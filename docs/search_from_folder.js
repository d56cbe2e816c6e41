/**
 * Search in a site that is opened from a folder, where browsers give pages no
 * workers: the worker's script runs in a hidden frame instead.
 */
if (location.protocol === "file:") {
  window.IFrameWorker = class extends EventTarget {
    #ready;
    #inside;

    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.#inside = frame.contentWindow;
      // What the script calls to answer, and to load its languages.
      this.#inside.postMessage = (data) =>
        this.dispatchEvent(new MessageEvent("message", { data }));
      this.#inside.importScripts = async (...urls) => {
        for (const each of urls) await this.#load(each);
      };
      this.#ready = this.#load(url);
    }

    async postMessage(data) {
      await this.#ready;
      this.#inside.dispatchEvent(new MessageEvent("message", { data }));
    }

    terminate() {
      this.#inside.frameElement.remove();
    }

    #load(url) {
      const script = this.#inside.document.createElement("script");
      script.src = url;
      this.#inside.document.body.append(script);
      return new Promise((resolve, reject) => {
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${url} cannot be loaded`));
      });
    }
  };
  window.Worker = window.IFrameWorker;
}
