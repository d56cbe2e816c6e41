/** The browser answers as Python does, to the last bit. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import {
  expectBars,
  file,
  GOLDEN,
  noCamera,
  open,
  readJson,
  SHIPPED,
  visit,
} from "./browser.mjs";

let site;
let page;

before(async () => {
  site = await open(noCamera);
  page = await visit(site);
});
after(() => site?.close());

/** Cuts and resizes in the page: returns RGB in base64. */
async function cutInPage(png, cases) {
  return page.evaluate(
    async ([base64, all]) => {
      const { facePixels, square } = await import(
        new URL("crop.js", document.baseURI)
      );
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const source = await createImageBitmap(new Blob([bytes]));
      const { width, height } = source;
      return all.map(({ box, margin, size }) => {
        const place = square(box, margin);
        const wanted = size || place.side;
        const pixels = facePixels({ source, width, height }, place, wanted);
        const text = String.fromCharCode(...pixels);
        return { square: Object.values(place), pixels: btoa(text) };
      });
    },
    [png.toString("base64"), cases],
  );
}

test("cuts what the crop rule cuts", async () => {
  const { crops, picture } = await readJson(GOLDEN, "crops.json");
  const png = await fs.readFile(path.join(GOLDEN, picture));
  const found = await cutInPage(png, crops); // at the square's own size
  for (const [index, crop] of crops.entries()) {
    assert.deepEqual(found[index].square, crop.square, `crop ${index}`);
    const cut = Buffer.from(found[index].pixels, "base64");
    const hash = createHash("sha256").update(cut);
    assert.equal(hash.digest("hex"), crop.cut_sha256, `crop ${index}`);
  }
});

test("resizes as OpenCV does, without a difference", async () => {
  const { crops, picture, image_size } = await readJson(GOLDEN, "crops.json");
  const png = await fs.readFile(path.join(GOLDEN, picture));
  const cases = crops.map((crop) => ({ ...crop, size: image_size }));
  const found = await cutInPage(png, cases);
  for (const [index, crop] of crops.entries()) {
    assert.deepEqual(
      [...Buffer.from(found[index].pixels, "base64")],
      [...Buffer.from(crop.resized, "base64")],
      `crop ${index}`,
    );
  }
});

test("smooths as Python does", async () => {
  const { labels, settings, steps } = await readJson(GOLDEN, "smoothing.json");
  const found = await page.evaluate(
    async ([names, values, all]) => {
      const { Smoother } = await import(
        new URL("smoothing.js", document.baseURI)
      );
      const smoother = new Smoother(names, values);
      return all.map(({ probabilities, time }) => {
        const reading = smoother.update(Float32Array.from(probabilities), time);
        return { ...reading, probabilities: [...reading.probabilities] };
      });
    },
    [labels, settings, steps],
  );
  assert.deepEqual(
    found.map(({ label, sure }) => [label, sure]),
    steps.map(({ label, sure }) => [label, sure]),
  );
  for (const [index, step] of steps.entries()) {
    assert.deepEqual(found[index].probabilities, step.smoothed);
  }
});

test("the demo model answers as it does in Python", async () => {
  const { crops } = await readJson(GOLDEN, "crops.json");
  const golden = await readJson(import.meta.dirname, "golden.json");
  const found = await page.evaluate(
    async (faces) => {
      const { openModel } = await import(new URL("model.js", document.baseURI));
      const content = await (await fetch("model/model.tflite")).arrayBuffer();
      const json = await (await fetch("model/model.json")).text();
      const model = await openModel(new Uint8Array(content), json);
      const answers = [];
      for (const base64 of faces) {
        const face = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        answers.push([...(await model.classify(face))]);
      }
      await model.close();
      return answers;
    },
    crops.map((crop) => crop.resized),
  );
  assert.deepEqual(found, golden.crops);
});

test("a chosen picture is cut, resized and read as in Python", async () => {
  const { picture } = await readJson(import.meta.dirname, "golden.json");
  const png = await fs.readFile(path.join(GOLDEN, "crops.png"));
  await page.setInputFiles("#file", file("crops.png", png));
  await expectBars(page, picture);
});

test("the shipped model answers its golden faces as in Python", async () => {
  const golden = await readJson(SHIPPED, "golden.json");
  const files = await Promise.all(
    ["model.tflite", "model.json"].map(async (name) =>
      file(name, await fs.readFile(path.join(SHIPPED, name))),
    ),
  );
  await page.setInputFiles("#files", files);
  await page.waitForFunction(
    (labels) =>
      JSON.stringify(labels) ===
      JSON.stringify(
        [...document.querySelectorAll("#bars .name")].map((n) => n.textContent),
      ),
    golden.labels,
  );
  for (const face of golden.faces) {
    const png = Buffer.from(face.png, "base64");
    await page.setInputFiles("#file", file("face.png", png));
    await expectBars(page, face.probabilities);
  }
});
