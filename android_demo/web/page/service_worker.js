/**
 * Keeps the page on the device. With a network, files come from there and
 * what is kept is renewed; without one, what is kept is used.
 */

const CACHE = "expressions";
const RUNTIMES = "litert/wasm/"; // of which a browser needs one
const MODELS = /^models\/.+\//; // which the page keeps as it uses them
const runtime = new URL(location).searchParams.get("runtime");

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === location.origin) {
    event.respondWith(answer(event));
  }
});

async function keepAll() {
  const files = await (await fetch("files.json")).json();
  const needed = Object.keys(files).filter(
    (file) =>
      !MODELS.test(file) &&
      (!file.startsWith(RUNTIMES) || file.startsWith(`${RUNTIMES}${runtime}.`)),
  );
  const cache = await caches.open(CACHE);
  await cache.addAll(["./", "files.json", ...needed]);
}

async function answer(event) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.status === 200) {
      event.waitUntil(cache.put(request, response.clone()));
    }
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}
