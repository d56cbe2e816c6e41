/**
 * Serves the built page to this machine only.
 *
 *     node serve.mjs [PORT]
 *
 * Any other web server works too, over https if it is not localhost: otherwise
 * browsers refuse the camera. The page contains its Content-Security-Policy; it
 * is also sent as a header, to apply to workers. Files are sent compressed, if
 * the build compressed them and the browser accepts it.
 */

import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

import { OUT } from "./build.mjs";

const HOST = "127.0.0.1";
const PORT = 8000;
const ENCODINGS = { br: ".br", gzip: ".gz" }; // the best one first
const ALWAYS = {
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache", // revalidates each file
  Vary: "Accept-Encoding",
};
const RUNS = /\.html$|worker\.js$/; // files with a policy of their own
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".tflite": "application/octet-stream",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * Serves a folder.
 *
 * @param {string} folder Of a built page.
 * @param {number} port 0 for any that is free.
 * @returns {Promise<{url: string, sent: () => number,
 *     close: () => Promise<void>}>} `sent` returns the bytes of all responses.
 */
export async function serve(folder, port) {
  const headers = await documentHeaders(folder);
  const open = new Set(); // connections
  let sent = 0; // bytes, on those that are closed
  const server = http.createServer((request, response) => {
    answer(folder, headers, request, response).catch((error) => {
      response.writeHead(500).end(`${error.message}\n`);
    });
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => {
      sent += socket.bytesWritten;
      open.delete(socket);
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, HOST, resolve);
  });
  return {
    url: `http://localhost:${server.address().port}/`,
    sent: () => [...open].reduce((sum, one) => sum + one.bytesWritten, sent),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Returns the headers of documents and workers. */
async function documentHeaders(folder) {
  const html = await fs.readFile(path.join(folder, "index.html"), "utf8");
  const [, policy] = html.match(/Content-Security-Policy"\s+content="([^"]+)"/);
  return {
    "Content-Security-Policy": `${policy}; frame-ancestors 'none'`,
    // Isolates the page; precise clocks need cross-origin isolation.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
  };
}

async function answer(folder, headers, request, response) {
  if (!["GET", "HEAD"].includes(request.method)) {
    response.writeHead(405, { ...ALWAYS, Allow: "GET, HEAD" }).end();
    return;
  }
  const accepted = request.headers["accept-encoding"] ?? "";
  const content = await read(folder, request.url, accepted);
  if (!content) {
    response.writeHead(404, ALWAYS).end("There is no such file.\n");
    return;
  }
  const hash = createHash("sha256").update(content.bytes).digest("base64url");
  const tag = `"${hash}"`;
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, { ...ALWAYS, ETag: tag }).end();
    return;
  }
  const own = content.runs ? headers : {};
  const all = { ...ALWAYS, ...own, "Content-Type": content.type, ETag: tag };
  if (content.encoding) all["Content-Encoding"] = content.encoding;
  response.writeHead(200, { ...all, "Content-Length": content.bytes.length });
  response.end(request.method === "HEAD" ? undefined : content.bytes);
}

/** Returns a file's bytes, type and encoding; nothing outside the folder. */
async function read(folder, url, accepted) {
  try {
    const { pathname } = new URL(url, "http://localhost");
    const name = decodeURIComponent(pathname).replace(/\/$/, "/index.html");
    const file = path.join(folder, path.normalize(name));
    const type = TYPES[path.extname(file)];
    if (!type || !file.startsWith(folder + path.sep)) return null;
    const runs = RUNS.test(file);
    return { ...(await smallest(file, accepted)), type, runs };
  } catch {
    return null;
  }
}

/** Returns a file's bytes, compressed if the browser accepts it. */
async function smallest(file, accepted) {
  const taken = accepted.split(",").map((name) => name.split(";")[0].trim());
  for (const [encoding, end] of Object.entries(ENCODINGS)) {
    if (!taken.includes(encoding)) continue;
    const bytes = await fs.readFile(file + end).catch(() => null);
    if (bytes) return { bytes, encoding };
  }
  return { bytes: await fs.readFile(file) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.argv[2] ?? PORT);
  try {
    const { url } = await serve(path.resolve(OUT), port);
    console.log(`Open ${url} (Ctrl+C ends it)`);
  } catch (error) {
    const text = {
      EADDRINUSE: `Port ${port} is taken. Give another: node serve.mjs PORT`,
      ENOENT: "There is no built page. Run node build.mjs first.",
    };
    console.error(`error: ${text[error.code] ?? error.message}`);
    process.exitCode = 2;
  }
}
