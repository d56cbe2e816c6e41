/**
 * Detects and classifies faces in a worker, so that the page stays responsive.
 * A classic worker, since LiteRT.js loads its script with `importScripts`.
 */

const work = import("./work.js").catch(() => null);
let last = work; // one task at a time: a model is not freed while it is used

self.addEventListener("message", ({ data: { id, task, values } }) => {
  last = last.then(() => answer(id, task, values));
});

async function answer(id, task, values) {
  try {
    const all = await work;
    if (!all) throw { name: "InputError", message: "partMissing", again: true };
    self.postMessage({ id, result: await all[task](values) });
  } catch ({ name, message, again }) {
    self.postMessage({ id, error: { name, message, again } });
  }
}
