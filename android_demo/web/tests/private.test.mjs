/** Nothing leaves the device, and nothing is needed from outside. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { build } from "../build.mjs";
import { serve } from "../serve.mjs";

import {
  fakeCamera,
  open,
  python,
  ready,
  TILTED,
  visit,
  waitForFace,
  waitForAnswer,
  waitForText,
} from "./browser.mjs";

let site;
before(async () => {
  site = await open(fakeCamera);
});
after(() => site?.close());

/** Uses all of the page. */
async function useAll(page) {
  await page.click("#camera");
  await waitForAnswer(page);
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
}

test("asks its own server for files alone, and says nothing of it", async () => {
  const context = await site.browser.newContext();
  const requests = [];
  context.on("request", (request) => requests.push(request));
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => problems.push(message.text()));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      throw new Error(`the policy forbids ${event.blockedURI}`);
    });
  });
  await page.goto(site.url);
  await waitForText(page, "#offline", /offline/);
  await useAll(page);
  assert.ok(requests.length > 20, "the page's files were asked for");
  for (const request of requests) {
    assert.equal(request.method(), "GET");
    assert.equal(request.postData(), null);
    assert.equal(new URL(request.url()).origin, new URL(site.url).origin);
  }
  assert.deepEqual(problems, []);
});

test("works without a network after the first visit", async (t) => {
  const own = await open(fakeCamera);
  t.after(() => own.close());
  const page = await visit(own);
  await waitForText(page, "#offline", /offline/);
  await own.server.close();
  await page.reload();
  await ready(page);
  await useAll(page);
});

test("a model that was used works without a network, too", async (t) => {
  const own = await open(fakeCamera);
  t.after(() => own.close());
  const page = await visit(own);
  await waitForText(page, "#offline", /offline/);
  await page.setInputFiles("#file", TILTED);
  const [expected] = python(TILTED, "ferplus");
  await page.check("[value=accurate]");
  await waitForFace(page, expected);
  await own.server.close();
  await page.reload();
  await ready(page);
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, expected);
});

test("the first visit takes less than 4 MB", async (t) => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
  await build(null, path.join(folder, "site"));
  const server = await serve(path.join(folder, "site"), 0);
  t.after(async () => {
    await server.close();
    await fs.rm(folder, { recursive: true });
  });
  const page = await visit({ browser: site.browser, url: server.url });
  await waitForText(page, "#offline", /offline/);
  t.diagnostic(`${server.sent()} bytes`);
  assert.ok(server.sent() < 4e6, `${server.sent()} bytes`);
  assert.ok(server.sent() > 3e6, "all of it was counted");
});

test("may not be framed, nor load anything foreign", async () => {
  const { headers } = await fetch(site.url);
  const policy = headers.get("content-security-policy");
  assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval|http|\*/);
  const page = await visit(site);
  assert.ok(await page.evaluate(() => crossOriginIsolated));
  const forbidden = await page.evaluate(() => {
    fetch("http://127.0.0.1:8/").catch(() => {});
    return new Promise((resolve) => {
      addEventListener("securitypolicyviolation", (event) =>
        resolve(event.effectiveDirective),
      );
    });
  });
  assert.equal(forbidden, "connect-src");
});
