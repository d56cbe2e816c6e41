/** Keeps the page on the device, so that it works without a network. */

import { runtimeName } from "./runtime.js";

const CACHE = "expressions"; // as in service_worker.js

/**
 * Installs the service worker, which stores the page, the face finder and the
 * one build of LiteRT.js that this browser runs; and stores some files more.
 *
 * @param {string[]} files Of the model that is used.
 * @returns {Promise<boolean>} Whether the page will open offline.
 */
export async function keepOffline(files) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return false; // as on http from another machine
  const runtime = await runtimeName();
  try {
    await serviceWorker.register(`service_worker.js?runtime=${runtime}`);
    await serviceWorker.ready;
    const cache = await caches.open(CACHE);
    await cache.addAll(files);
    return true;
  } catch {
    return false; // The page works all the same.
  }
}
