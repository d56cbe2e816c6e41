/**
 * Caches one complete version of the page on the device, and serves it. A newer
 * version is fetched in the background, and takes over once all tabs with the
 * page are closed.
 */

const VERSION = "unbuilt"; // the build writes a digest of all files
const NAME = "expressions";
const CACHE = `${NAME}-${VERSION}`;
const RUNTIMES = "litert/wasm/"; // of which a browser needs one
const LATER = /^(models\/.+|samples)\//; // cached once the page uses them
const runtime = new URL(location).searchParams.get("runtime");

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  event.waitUntil(tellKept(event.data.keep, event.ports[0]));
});

async function tellKept(files, port) {
  const kept = keep(files).then(
    () => true,
    () => false,
  );
  port.postMessage(await kept);
}

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === location.origin) {
    event.respondWith(answer(event));
  }
});

async function keepAll() {
  const list = await fetch("files.json", { cache: "no-cache" });
  const { version, files } = await list.json();
  if (version !== VERSION) throw new Error("The server has another version.");
  const needed = Object.keys(files).filter(
    (file) =>
      !LATER.test(file) &&
      (!file.startsWith(RUNTIMES) || file.startsWith(`${runtime}.`)),
  );
  await keep(["./", "files.json", ...needed]);
}

/** Caches files, unless they are cached already. */
async function keep(files) {
  const cache = await caches.open(CACHE);
  const kept = await Promise.all(files.map((file) => cache.match(file)));
  const missing = files.filter((file, at) => !kept[at]);
  // The browser's HTTP cache may still have an earlier version's.
  const requests = missing.map(
    (file) => new Request(file, { cache: "no-cache" }),
  );
  await cache.addAll(requests);
}

async function forgetOthers() {
  const names = await caches.keys();
  const others = names.filter(
    (name) => name.startsWith(NAME) && name !== CACHE,
  );
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answer(event) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  const path = new URL(request.url).href.slice(registration.scope.length);
  if (response.status === 200 && LATER.test(path)) {
    event.waitUntil(cache.put(request, response.clone()));
  }
  return response;
}
