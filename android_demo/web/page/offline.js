/** Keeps the page on the device, so that it works without a network. */

import { runtimeName } from "./runtime.js";

/**
 * Installs the service worker, which stores the page, the model, and the one
 * build of LiteRT.js that this browser runs.
 *
 * @returns {Promise<boolean>} Whether the page will open offline.
 */
export async function keepOffline() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return false; // as on http from another machine
  const runtime = await runtimeName();
  try {
    await serviceWorker.register(`service_worker.js?runtime=${runtime}`);
    await serviceWorker.ready;
    return true;
  } catch {
    return false; // The page works all the same.
  }
}
