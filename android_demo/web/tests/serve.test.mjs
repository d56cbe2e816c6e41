/** Tests of the build and the server. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { build } from "../build.mjs";
import { serve } from "../serve.mjs";

const DEMO = path.join(import.meta.dirname, "../../../tests/golden/demo_model");
const FAST = 1; // the quality of compression
let folder;
let server;

before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
  await fs.writeFile(path.join(folder, "secret.json"), "{}");
  await build(DEMO, path.join(folder, "site"), FAST);
  server = await serve(path.join(folder, "site"), 0);
});
after(async () => {
  await server?.close();
  await fs.rm(folder, { recursive: true, force: true });
});

/** Asks for a path just as it is, which fetch() would tidy up. */
function ask(target, method = "GET", headers = {}) {
  const { port } = new URL(server.url);
  const options = { host: "127.0.0.1", port, path: target, method, headers };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      response.resume();
      response.on("end", () => resolve(response));
    });
    request.on("error", reject).end();
  });
}

test("every file that is listed is served, under its type", async () => {
  const { files } = await (await fetch(`${server.url}files.json`)).json();
  assert.ok(files["litert/wasm/litert_wasm_internal.wasm"] > 9e6);
  assert.equal(files["detector/detector.tflite"], 1083984);
  for (const file of Object.keys(files)) {
    const response = await ask(`/${file}`, "HEAD");
    assert.equal(response.statusCode, 200, file);
    assert.notEqual(response.headers["content-type"], undefined, file);
  }
});

test("nothing outside of the folder is served", async () => {
  for (const target of [
    "/../secret.json",
    "/%2e%2e/secret.json",
    "/..%2fsecret.json",
    "/model/../../secret.json",
    "//../secret.json",
    "/none.html",
    "/model",
    "/%",
  ]) {
    assert.equal((await ask(target)).statusCode, 404, target);
  }
  assert.equal((await ask("/", "POST")).statusCode, 405);
});

test("what has not changed is not sent again", async () => {
  const { headers } = await ask("/main.js");
  const again = await ask("/main.js", "GET", { "if-none-match": headers.etag });
  assert.equal(again.statusCode, 304);
});

test("files are sent compressed to whom takes them so", async () => {
  const { headers } = await ask("/style.css");
  assert.equal(headers["content-encoding"], undefined);
  const plain = await fs.readFile(path.join(folder, "site", "style.css"));
  for (const [accepted, encoding] of [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
  ]) {
    const head = { "accept-encoding": accepted };
    const packed = await ask("/style.css", "HEAD", head);
    assert.equal(packed.headers["content-encoding"], encoding);
    assert.equal(packed.headers["content-type"], "text/css; charset=utf-8");
    assert.notEqual(packed.headers.etag, headers.etag);
    assert.ok(packed.headers["content-length"] < plain.length / 2);
    const response = await fetch(`${server.url}style.css`, { headers: head });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), plain);
  }
});

test("a build without a model says what is missing", async () => {
  const out = path.join(folder, "other");
  await assert.rejects(
    build(folder, out),
    /Expected model\.tflite and model\.json in .*Received: no model\.tflite/,
  );
  await assert.rejects(fs.access(out), "nothing is left behind");
});

test("what runs has a policy, whichever its path", async () => {
  for (const target of ["/", "/index.html", "/worker.js"]) {
    const { headers } = await ask(target, "HEAD");
    assert.match(headers["content-security-policy"], /^default-src 'none'/);
    assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
  }
  for (const target of ["/", "/main.js", "/style.css", "/none.html"]) {
    const { headers } = await ask(target, "HEAD");
    assert.equal(headers["x-content-type-options"], "nosniff", target);
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
  }
});
