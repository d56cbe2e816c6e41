/**
 * Starts the page. If a module fails to load, it is retried once, then an error
 * is shown; nothing else of the page would report it.
 */

(() => {
  const PATIENCE = 30_000; // milliseconds
  const TRIED = "tried"; // key in the session's storage

  function late() {
    return new Promise((resolve, reject) => setTimeout(reject, PATIENCE));
  }

  function tried(value) {
    try {
      if (value === undefined) return sessionStorage.getItem(TRIED) === "yes";
      sessionStorage.setItem(TRIED, value);
    } catch {
      return true; // Without storage, it would retry forever.
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
      .catch(() => {}); // It stays English, then.
    find("answer").textContent = find("unloaded").textContent;
    find("told").textContent = find("broken").textContent;
    find("message").hidden = find("again").hidden = false;
    find("again").addEventListener("click", () => location.reload());
  }

  Promise.race([import("./main.js"), late()])
    .then(() => tried("no"))
    .catch(fail);
})();
