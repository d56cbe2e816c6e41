/** The browser gives the same results as Python. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import {
  GOLDEN,
  noCamera,
  open,
  readJson,
  SHIPPED,
  visit,
} from "./browser.mjs";
import { Tracker } from "../page/tracking.js";
import { differs, file, ROOM, shown, TILTED, waitForText } from "./browser.mjs";

const faces = await readJson(GOLDEN, "faces.json");
const golden = await readJson(import.meta.dirname, "golden.json");
// Measured: 0.0006. The network sums in another order here.
const POINT = 0.05; // pixels
// A step of the model's 8 bits. Measured: 0.
const PROBABILITY = 1 / 256;

let site;
let page;

before(async () => {
  site = await open(noCamera);
  page = await visit(site);
  await page.evaluate(defineHelpers);
});
after(() => site?.close());

/** What the tests below call in the page. */
function defineHelpers() {
  window.part = (name) => import(new URL(name, document.baseURI));
  window.fromBase64 = (text) =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  window.toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  window.imageOf = async (text) => {
    const { openPicture } = await part("picture.js");
    const { pixels } = await part("pixels.js");
    return pixels((await openPicture(new File([fromBase64(text)], ""))).bitmap);
  };
  // The page runs LiteRT.js in a worker; here it runs beside the tests.
  window.start = async () => {
    const { runtimePath, startRuntime } = await part("runtime.js");
    const { download } = await part("download.js");
    await startRuntime(await download(`${await runtimePath()}.wasm`));
  };
  window.modelOf = async (content, json) => {
    await start();
    const { openModel } = await part("model.js");
    return openModel(fromBase64(content), json);
  };
}

async function base64(...parts) {
  return (await fs.readFile(path.join(...parts))).toString("base64");
}

/** Cuts by boxes in the page: returns squares, and RGB in base64. */
async function cropInPage({ crops, picture }, size) {
  return page.evaluate(
    async ([png, all, wanted]) => {
      const { cropFace, square } = await part("crop.js");
      const image = await imageOf(png);
      return all.map(({ box, margin }) => {
        const place = square(box, margin);
        const pixels = cropFace(image, place, wanted || place.side);
        return { square: Object.values(place), pixels: toBase64(pixels) };
      });
    },
    [await base64(GOLDEN, picture), crops, size],
  );
}

test("crops by boxes what the crop rule crops", async () => {
  const cases = await readJson(GOLDEN, "crops.json");
  const found = await cropInPage(cases); // at the square's own size
  for (const [index, crop] of cases.crops.entries()) {
    assert.deepEqual(found[index].square, crop.square, `crop ${index}`);
    const cut = Buffer.from(found[index].pixels, "base64");
    const hash = createHash("sha256").update(cut);
    assert.equal(hash.digest("hex"), crop.cut_sha256, `crop ${index}`);
  }
});

test("resizes as OpenCV does, without a difference", async () => {
  const cases = await readJson(GOLDEN, "crops.json");
  const found = await cropInPage(cases, cases.image_size);
  for (const [index, crop] of cases.crops.entries()) {
    assert.equal(found[index].pixels, crop.resized, `crop ${index}`);
  }
});

/** Cuts by points in the page: returns RGB in base64. */
async function alignInPage(picture, cases) {
  return page.evaluate(
    async ([png, points, template, size]) => {
      const { alignFace } = await part("alignment.js");
      const image = await imageOf(png);
      return points.map((p) => toBase64(alignFace(image, p, template, size)));
    },
    [
      await base64(GOLDEN, picture),
      cases.map(({ points }) => points),
      faces.template,
      faces.image_size,
    ],
  );
}

test("aligns faces bit for bit", async () => {
  for (const { picture, faces: all } of faces.pictures) {
    const found = await alignInPage(picture, all);
    assert.deepEqual(
      found,
      all.map(({ cut }) => cut),
    );
  }
  const found = await alignInPage("crops.png", faces.cuts);
  for (const [index, { cut }] of faces.cuts.entries()) {
    assert.equal(found[index], cut, `cut ${index}`);
  }
});

test("detects the same faces, with the same points", async (t) => {
  for (const { picture, faces: all } of faces.pictures) {
    const found = await page.evaluate(
      async (png) => {
        const { openDetector } = await part("detector.js");
        const { download } = await part("download.js");
        await start();
        const network = await download("detector/detector.tflite");
        const detector = await openDetector(network);
        return detector.detect(await imageOf(png));
      },
      await base64(GOLDEN, picture),
    );
    assert.deepEqual(
      found.map(({ box }) => box),
      all.map(({ box }) => box),
    );
    const apart = found.flatMap(({ points }, index) =>
      points.map(([x, y], at) => {
        const [u, v] = all[index].points[at];
        return Math.hypot(x - u, y - v);
      }),
    );
    t.diagnostic(`${picture}: ${Math.max(...apart).toFixed(4)} pixels`);
    assert.ok(Math.max(...apart) < POINT, `${apart}`);
    for (const [index, { score }] of found.entries()) {
      assert.ok(Math.abs(score - all[index].score) < 0.002, picture);
    }
  }
});

test("smooths as Python does", async () => {
  const { labels, settings, steps } = await readJson(GOLDEN, "smoothing.json");
  const found = await page.evaluate(
    async ([names, values, all]) => {
      const { Smoother } = await part("smoothing.js");
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

test("numbers faces and smooths them as Python does", () => {
  const { labels, settings, frames } = golden.tracking;
  const tracker = new Tracker(labels, settings);
  for (const { time, seen, faces: expected } of frames) {
    const told = tracker.update(
      seen.map(([box, points, score, probabilities]) => ({
        detection: { box, points, score },
        probabilities: Float32Array.from(probabilities),
      })),
      time,
    );
    assert.deepEqual(
      told.map((face) => [face.number, face.label, face.sure, face.confidence]),
      expected,
    );
  }
  const last = frames.at(-1).faces.map(([number]) => number);
  assert.deepEqual(last, [1, 2, 4], "one was away for too long");
});

/** Classifies faces in the page: RGB in base64, or PNG files in base64. */
async function classifyInPage(folder, all, png) {
  return page.evaluate(
    async ([content, json, texts, encoded]) => {
      const { withoutAlpha } = await part("scale.js");
      const model = await modelOf(content, json);
      const answers = [];
      for (const text of texts) {
        const face = encoded
          ? withoutAlpha(await imageOf(text))
          : fromBase64(text);
        answers.push([...(await model.classify(face))]);
      }
      await model.close();
      return answers;
    },
    [
      await base64(folder, "model.tflite"),
      await fs.readFile(path.join(folder, "model.json"), "utf8"),
      all,
      png,
    ],
  );
}

test("the demo model answers bit for bit", async () => {
  const folder = path.join(GOLDEN, "demo_model");
  const { crops } = await readJson(GOLDEN, "crops.json");
  const resized = crops.map((crop) => crop.resized);
  assert.deepEqual(await classifyInPage(folder, resized), golden.crops);
  const all = faces.pictures.flatMap((picture) => picture.faces);
  assert.deepEqual(
    await classifyInPage(
      folder,
      all.map(({ cut }) => cut),
    ),
    all.map(({ probabilities }) => probabilities),
  );
});

for (const [name, folder] of Object.entries(SHIPPED)) {
  test(`the ${name} model answers its golden faces bit for bit`, async () => {
    const { faces: all } = await readJson(folder, "golden.json");
    assert.deepEqual(
      await classifyInPage(
        folder,
        all.map(({ png }) => png),
        true,
      ),
      all.map(({ probabilities }) => probabilities),
    );
  });
}

/** Asserts that the page reads the pictures as Python with a model did. */
async function checkPage(python, tolerance, t) {
  for (const [picture, name] of [
    [ROOM, "faces_room.png"],
    [TILTED, "faces_tilted.png"],
  ]) {
    const expected = golden.pictures[name][python];
    await page.setInputFiles("#file", picture);
    await page.waitForFunction(
      (count) => document.querySelectorAll(".face").length === count,
      expected.length,
    );
    const all = page.locator("#all");
    if ((await all.getAttribute("aria-expanded")) === "false") {
      await all.click();
    }
    for (const [index, face] of expected.entries()) {
      await page.locator(".face").nth(index).focus();
      await page.keyboard.press("Enter");
      const place = expected.length > 1 ? `Face ${index + 1} of` : "One face";
      await waitForText(page, "#count", new RegExp(`^${place}`));
      const answer = face.sure ? face.label : "Unsure";
      await waitForText(page, "#answer", new RegExp(`^${answer}$`));
      const found = await shown(page);
      const difference = differs(face.answers, found);
      t.diagnostic(`${name}, face ${index + 1}: ${difference}`);
      assert.ok(difference <= tolerance, `${found}`);
    }
  }
}

for (const [id, python] of [
  ["small", "mobile"],
  ["accurate", "ferplus"],
]) {
  test(`the page reads pictures with the ${id} model as Python`, async (t) => {
    await page.check(`[value=${id}]`);
    await page.waitForSelector("#progress[data-state=done]", {
      state: "attached",
    });
    await checkPage(python, PROBABILITY, t);
  });
}

test("a model of an earlier version crops by boxes, as in Python", async (t) => {
  const names = ["model.tflite", "model.json"];
  const files = names.map(async (name) =>
    file(name, await fs.readFile(path.join(GOLDEN, "demo_model", name))),
  );
  await page.setInputFiles("#files", await Promise.all(files));
  await waitForText(page, "#card", /red, green, blue/);
  await checkPage("demo", 0, t);
});
