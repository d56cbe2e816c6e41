// The page's start on hosts that call WebAssembly something else.

import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const page = fileURLToPath(new URL("../page/", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "runtime-"));
after(() => rm(folder, { recursive: true }));

// LiteRT.js is played, as Emscripten's script asks for its instance.
const LITERT = `
export const supportsFeature = async () => true;
export const loadLiteRt = () =>
  new Promise((done) => self.Module.instantiateWasm({}, done));
`;
const EMPTY = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

for (const name of ["runtime.js", "download.js", "errors.js"]) {
  await copyFile(join(page, name), join(folder, name));
}
await mkdir(join(folder, "litert"));
await writeFile(join(folder, "litert/index.js"), LITERT);
await writeFile(join(folder, "package.json"), '{"type": "module"}');
globalThis.self = globalThis;
globalThis.document = { baseURI: "https://example.org/" };

/** Starts the page where its host answers with a type, or not at all. */
async function start(name, answer) {
  globalThis.fetch = async () => answer;
  const url = `${pathToFileURL(join(folder, "runtime.js")).href}?${name}`;
  return (await import(url)).startRuntime();
}

const types = [
  "application/wasm",
  "application/wasm; charset=utf-8",
  "application/octet-stream",
  "text/html",
];
for (const type of types) {
  test(`WebAssembly that comes as ${type} starts`, async () => {
    const headers = { "Content-Type": type };
    await start(type, new Response(EMPTY, { headers }));
  });
}

test("a host without the file is not taken for an old browser", async () => {
  const gone = new Response("", { status: 404 });
  await assert.rejects(start("gone", gone), /partMissing/);
});

test("a file that is none is reported", async () => {
  const headers = { "Content-Type": "application/octet-stream" };
  const page = new Response("<html>", { headers });
  await assert.rejects(start("html", page), /partDamaged/);
});
