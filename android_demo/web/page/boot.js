/**
 * Starts the page. Where a module is missing, it is tried once more, then
 * said; nothing else of the page would say it.
 */

(() => {
  const PATIENCE = 30_000; // milliseconds
  const TAKEOVER = 3_000; // milliseconds, for a newer version to take over
  const TRIED = "tried"; // key in the session's storage

  /** Opens a newer version that the service worker has got meanwhile. */
  async function isRenewed() {
    const { serviceWorker } = navigator;
    const waiting = (await serviceWorker?.getRegistration())?.waiting;
    if (!waiting) return false;
    const taken = new Promise((resolve) => {
      serviceWorker.addEventListener("controllerchange", () => resolve(true));
      setTimeout(() => resolve(false), TAKEOVER);
    });
    waiting.postMessage("take over");
    return taken;
  }

  function late() {
    return new Promise((resolve, reject) => setTimeout(reject, PATIENCE));
  }

  function tried(value) {
    try {
      if (value === undefined) return sessionStorage.getItem(TRIED) === "yes";
      sessionStorage.setItem(TRIED, value);
    } catch {
      return true; // Without memory, it would try for ever.
    }
  }

  async function fail() {
    if (!tried()) {
      tried("yes");
      location.reload();
      return;
    }
    const find = (id) => document.getElementById(id);
    await import("./language.js")
      .then(({ speak, preferredLanguage }) => speak(preferredLanguage()))
      .catch(() => {}); // It is English, then.
    find("answer").textContent = find("unloaded").textContent;
    find("told").textContent = find("broken").textContent;
    find("message").hidden = find("again").hidden = false;
    find("again").addEventListener("click", () => location.reload());
  }

  isRenewed()
    .catch(() => false)
    .then((renewed) => {
      if (renewed) return location.reload();
      return Promise.race([import("./main.js"), late()]).then(() => tried("no"));
    })
    .catch(fail);
})();
