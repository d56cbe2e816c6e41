/** Loading errors: each cause has one message, and can be retried. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import { noCamera, open, python, ready, ROOM, TILTED } from "./browser.mjs";
import { waitForFace, waitForText } from "./browser.mjs";

const WASM = "**/litert_wasm_internal.wasm";

let site;
before(async () => {
  site = await open(noCamera);
});
after(() => site?.close());

/** Opens the page where some of its files do not come as they should. */
async function visitBroken(pattern, answer) {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.route(pattern, answer);
  await page.goto(site.url);
  return page;
}

test("WebAssembly of a wrong type runs all the same", async () => {
  const page = await visitBroken(WASM, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-type": "text/plain" };
    await route.fulfill({ response, headers });
  });
  await ready(page);
});

test("a cut file is called damaged, and tried again on demand", async () => {
  const page = await visitBroken(WASM, async (route) => {
    const response = await route.fetch();
    const body = (await response.body()).subarray(0, 100_000);
    await route.fulfill({ response, body });
  });
  await waitForText(page, "#told", /arrived damaged\.$/);
  await waitForText(page, "#answer", /^Not loaded$/);
  await page.unroute(WASM);
  await page.click("#again");
  await ready(page);
  assert.ok(await page.isHidden("#message"));
});

test("damage of the same length is called so, too", async () => {
  const page = await visitBroken(WASM, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body.fill(7, 1000, 2000);
    await route.fulfill({ response, body });
  });
  await waitForText(page, "#told", /arrived damaged\.$/);
});

test("a part that fails once is tried once more by itself", async () => {
  let asked = 0;
  const page = await visitBroken(WASM, (route) =>
    (asked += 1) === 1 ? route.abort() : route.continue(),
  );
  await ready(page);
  assert.equal(asked, 2);
  assert.ok(await page.isHidden("#message"));
});

test("a part that never comes is given up", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.clock.install();
  await page.route("**/detector.tflite", () => {});
  await page.goto(site.url);
  await page.waitForSelector("#choose:enabled");
  await page.waitForTimeout(2500);
  for (let times = 0; times < 6; times++) {
    await page.clock.fastForward(25_000);
    await page.waitForTimeout(500);
  }
  await waitForText(page, "#told", /takes too long to come\.$/);
});

test("a browser without SIMD is called too old, another is not", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.route("**/runtime.js", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const body = text.replace(
      "globalThis.WebAssembly?.",
      "({validate: () => false}).",
    );
    await route.fulfill({ response, body });
  });
  await page.goto(site.url);
  await waitForText(page, "#told", /This browser is too old for the page/);
  assert.ok(await page.isHidden("#again"));
});

test("a policy without WebAssembly is named", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    const policy = "script-src 'self'; connect-src 'self'";
    const headers = {
      ...response.headers(),
      "content-security-policy": policy,
    };
    await route.fulfill({ response, headers });
  });
  await page.goto(site.url);
  await waitForText(page, "#told", /policy lacks 'wasm-unsafe-eval'/);
});

for (const module of ["order.js", "work.js", "main.js"]) {
  test(`without ${module}, the page says so`, async () => {
    const page = await visitBroken(`**/${module}`, (route) =>
      route.fulfill({ status: 404 }),
    );
    await waitForText(page, "#told", /A part of this page could not be loaded/);
    await waitForText(page, "#answer", /^Not loaded$/);
    await page.unroute(`**/${module}`);
    await page.click("#again");
    await ready(page);
  });
}

test("a picture chosen after a failure tries again, and is read", async () => {
  const page = await visitBroken("**/detector.tflite", (route) => route.abort());
  await waitForText(page, "#answer", /^Not loaded$/);
  await page.setInputFiles("#file", ROOM);
  await waitForText(page, "#message", /could not be loaded/);
  await waitForText(page, "#answer", /^Not loaded$/);
  await page.unroute("**/detector.tflite");
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
});

test("where the remembered model does not come, another answers", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => localStorage.setItem("model", "accurate"));
  await page.route("**/accurate/*", (route) => route.abort());
  await page.goto(site.url);
  await waitForText(page, "#message", /Accurate could not be loaded; Small/);
  assert.ok(await page.isChecked("[value=small]"));
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
});

test("a hanging network does not hold up what is kept", async (t) => {
  const own = await open(noCamera);
  t.after(() => own.close());
  const context = await own.browser.newContext();
  const page = await context.newPage();
  await page.goto(own.url);
  await waitForText(page, "#offline", /offline/);
  await context.route("**/*", () => {}); // The worker's requests as well.
  await page.reload();
  await ready(page);
});

test("a new version is taken whole, at the next visit", async (t) => {
  const own = await open(noCamera);
  t.after(() => own.close());
  const context = await own.browser.newContext();
  const page = await context.newPage();
  await page.goto(own.url);
  await waitForText(page, "#offline", /offline/);
  await renew(path.join(own.folder, "site"));
  await page.reload();
  await ready(page);
  assert.equal(await page.title(), "Facial expressions, on your device");
  await page.evaluate(async () => {
    const found = await navigator.serviceWorker.getRegistration();
    while (!found.waiting) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  await page.close();
  const next = await context.newPage();
  await next.goto(own.url);
  await ready(next);
  assert.equal(await next.title(), "The next version");
  const kept = await next.evaluate(() => caches.keys());
  assert.deepEqual(kept, ["expressions-next"]);
});

/** Makes another version of a built page. */
async function renew(folder) {
  const change = async (name, before, after) => {
    const file = path.join(folder, name);
    const text = await fs.readFile(file, "utf8");
    assert.ok(text.includes(before), name);
    await fs.writeFile(file, text.replace(before, after));
  };
  const list = await fs.readFile(path.join(folder, "files.json"), "utf8");
  const { version } = JSON.parse(list);
  await change(
    "words.js",
    "Facial expressions, on your device",
    "The next version",
  );
  await change("files.json", version, "next");
  await change("service_worker.js", version, "next");
}
