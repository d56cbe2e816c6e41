/** The JavaScript of docs/your_own_app.md gives the golden predictions. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch, noCamera, readJson, SHIPPED } from "./browser.mjs";

const WEB = fileURLToPath(new URL("..", import.meta.url));
const SNIPPETS = path.join(WEB, "../../docs/snippets");
const WASM = path.join(WEB, "node_modules/@litertjs/core/wasm");
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".tflite": "application/octet-stream",
  ".wasm": "application/wasm",
};

let browser;

before(async () => (browser = await launch(await noCamera())));
after(() => browser?.close());

/** Returns the file that a developer would serve under a path. */
function place(wanted, model) {
  if (wanted.startsWith("/node_modules/")) return path.join(WEB, wanted);
  if (wanted.startsWith("/wasm/")) return path.join(WASM, wanted.slice(6));
  if (wanted.startsWith("/model.")) return path.join(model, wanted);
  return path.join(SNIPPETS, wanted === "/" ? "expressions.html" : wanted);
}

/** Opens the page of the snippets with a model, and a face to classify. */
async function visit(model, face) {
  const page = await browser.newPage();
  await page.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = place(pathname, model);
    const picture = pathname === "/face.png";
    await route.fulfill({
      body: picture ? face : await fs.readFile(file),
      contentType: TYPES[path.extname(file)],
    });
  });
  await page.goto("http://localhost/");
  await page.waitForFunction(() => document.querySelector("pre").textContent);
  return page;
}

/** Classifies PNG files in base64 with the page's own function. */
function classify(page, all) {
  return page.evaluate(async (faces) => {
    const { classify } = await import("/expressions.js");
    const answers = [];
    for (const face of faces) {
      const image = new Image();
      image.src = `data:image/png;base64,${face}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, image.width, image.height);
      answers.push(await classify(pixels));
    }
    return answers;
  }, all);
}

for (const [name, model] of Object.entries(SHIPPED)) {
  test(`the snippet gives the golden answers of the ${name} model`, async (t) => {
    const golden = await readJson(model, "golden.json");
    const [first] = golden.faces;
    const page = await visit(model, Buffer.from(first.png, "base64"));
    const shown = JSON.parse(await page.textContent("pre"));
    assert.deepEqual(Object.keys(shown), golden.labels);
    const answers = await classify(
      page,
      golden.faces.map(({ png }) => png),
    );
    assert.deepEqual(shown, answers[0]);
    const apart = golden.faces.flatMap(({ probabilities }, index) =>
      Object.values(answers[index]).map((p, at) =>
        Math.abs(p - probabilities[at]),
      ),
    );
    t.diagnostic(`largest difference: ${Math.max(...apart)}`);
    assert.ok(Math.max(...apart) <= golden.tolerance);
    await page.close();
  });
}
