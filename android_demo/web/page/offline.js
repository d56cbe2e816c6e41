/** Keeps the page on the device, so that it works without a network. */

/**
 * Installs the service worker, which stores the page, the face detector and
 * the one build of LiteRT.js that this browser runs; and stores more files.
 *
 * @param {string[]} files Of the model that is used.
 * @param {string} runtime Path of the build, without its suffix.
 * @returns {Promise<boolean>} Whether the page will open offline.
 */
export async function keepOffline(files, runtime) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return false; // as over http from another machine
  try {
    const query = new URLSearchParams({ runtime });
    await serviceWorker.register(`service_worker.js?${query}`);
    const { active } = await serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    active.postMessage({ keep: files }, [port2]);
    return await answer;
  } catch {
    return false; // The page works anyway.
  }
}
