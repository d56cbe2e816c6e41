/**
 * Firefox gives the same predictions as Chromium and Python, and user actions
 * work there: apt-get install firefox-esr. One browser serves all tests.
 */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";

import { build } from "../build.mjs";
import { serve } from "../serve.mjs";
import { differs, GOLDEN, python, readJson, ROOM, TILTED } from "./browser.mjs";
import { hasFirefox, startFirefox } from "./firefox.mjs";
import { transparent } from "./pictures.mjs";

const require = createRequire(import.meta.url);
const AXE = await fs.readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const there = await hasFirefox();
const skip = there ? false : "needs firefox-esr";
const POINT = 0.5; // pixels; they are saved to a tenth

let folder;
let server;
let firefox;

before(async () => {
  if (!there) return;
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
  await build(null, path.join(folder, "site"), 0);
  server = await serve(path.join(folder, "site"), 0);
  firefox = await startFirefox(folder);
});
after(async () => {
  await firefox?.close();
  await server?.close();
  if (folder) await fs.rm(folder, { recursive: true, force: true });
});

/** Opens the page, and waits for its model. */
async function visit() {
  await firefox.goto(server.url);
  await ready();
}

function ready() {
  return firefox.waitFor(
    async () => performance.getEntriesByName("model-ready").length,
  );
}

function choose({ name }) {
  return firefox.chooseFile("#file", path.join(GOLDEN, name));
}

function boxes(count) {
  return firefox.waitFor(
    async (wanted) => document.querySelectorAll(".face").length === wanted,
    count,
  );
}

function text(selector) {
  return firefox.evaluate(
    async (where) => document.querySelector(where).textContent.trim(),
    selector,
  );
}

/** Waits until an element says what a pattern wants. */
function waitForText(selector, pattern) {
  return firefox.waitFor(
    async (where, source) =>
      new RegExp(source).test(document.querySelector(where).textContent),
    selector,
    pattern.source,
  );
}

/** Gives the page a camera that sees a picture; `tracks` are all it opened. */
function giveCamera({ buffer }) {
  return firefox.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 640, height: 384 });
    const draw = () => {
      canvas.getContext("2d").drawImage(image, 0, 0, 640, 384);
    };
    draw();
    setInterval(draw, 50);
    window.tracks = [];
    const { mediaDevices } = navigator;
    mediaDevices.enumerateDevices = async () =>
      ["a", "b"].map((deviceId) => ({ kind: "videoinput", deviceId }));
    mediaDevices.getUserMedia = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const stream = canvas.captureStream(20);
      tracks.push(...stream.getTracks());
      return stream;
    };
  }, buffer.toString("base64"));
}

function live() {
  return firefox.evaluate(
    async () => tracks.filter((one) => one.readyState === "live").length,
  );
}

/** Called in the page: reads the picture, and saves what was read. */
async function readInPage(count) {
  const until = async (done) => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const all = document.querySelector("#all");
  if (all.getAttribute("aria-expanded") === "false") all.click();
  await until(() => document.querySelectorAll(".face").length === count);
  const answers = [];
  for (const box of document.querySelectorAll(".face")) {
    box.click();
    const bars = [...document.querySelectorAll("#bars data")];
    answers.push(bars.map((bar) => Number(bar.value)));
  }
  return answers;
}

/** Returns what the page's "Save data" saves. */
async function savedData(picture) {
  const file = path.join(folder, picture.replace(".png", "_faces.json"));
  await firefox.evaluate(async () => document.querySelector("#data").click());
  for (;;) {
    const text = await fs.readFile(file, "utf8").catch(() => "");
    if (text.endsWith("]\n")) {
      await fs.rm(file);
      return JSON.parse(text);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test(
  "Firefox finds and reads the golden pictures as Python",
  { skip },
  async (t) => {
    await visit();
    const golden = await readJson(import.meta.dirname, "golden.json");
    const faces = await readJson(GOLDEN, "faces.json");
    for (const { picture, faces: all } of faces.pictures) {
      const file = path.join(GOLDEN, picture);
      await firefox.chooseFile("#file", file);
      const answers = await firefox.evaluate(readInPage, all.length);
      const found = await savedData(picture);
      const apart = found.flatMap(({ points }, index) =>
        Object.values(points).map(([x, y], at) => {
          const [u, v] = all[index].points[at];
          return Math.hypot(x - u, y - v);
        }),
      );
      t.diagnostic(`${picture}: ${Math.max(...apart).toFixed(4)} pixels`);
      assert.ok(Math.max(...apart) < POINT, `${apart}`);

      const differences = golden.pictures[picture].mobile.map((face, index) =>
        differs(face.answers, answers[index]),
      );
      t.diagnostic(`${picture}: probabilities ${Math.max(...differences)}`);
      assert.ok(Math.max(...differences) <= 1 / 256, `${answers}`);
    }
  },
);

test(
  "Firefox's camera is read, frozen, switched and stopped",
  { skip },
  async () => {
    await visit();
    await giveCamera(ROOM);
    await firefox.click("#camera");
    await boxes(3);
    await waitForText("#badge", /^\d+ frames\/s · \d+ ms$/);
    await firefox.click("#freeze");
    await waitForText("#freeze", /^Go on$/);
    await firefox.click("#freeze");
    await boxes(3);
    await firefox.evaluate(async () => {
      document.querySelector("#turn").click(); // twice, quickly
      document.querySelector("#turn").click();
    });
    await firefox.waitFor(async () => tracks.length === 3);
    await boxes(3);
    assert.equal(await live(), 1);
    await firefox.click("#camera");
    await waitForText("#answer", /^Ready$/);
    assert.equal(await live(), 0);
  },
);

test(
  "Firefox's newest wish wins: a picture over a camera",
  { skip },
  async () => {
    await visit();
    await giveCamera(ROOM);
    await firefox.click("#camera");
    await choose(TILTED);
    await boxes(1);
    await firefox.waitFor(async () => tracks.length === 1);
    assert.equal(await live(), 0);
    assert.equal(await text("#camera"), "Use camera");
  },
);

test("Firefox shows nothing of the picture before", { skip }, async () => {
  await visit();
  await choose(ROOM);
  await boxes(3);
  const file = path.join(folder, "nothing.png");
  await fs.writeFile(file, transparent(400, 240));
  await firefox.chooseFile("#file", file);
  await waitForText("#answer", /^No face found$/);
  await boxes(0);
});

test("Firefox speaks German, and changes models", { skip }, async () => {
  await visit();
  await choose(TILTED);
  await boxes(1);
  await firefox.click("[value=accurate]");
  const [{ answers }] = python(TILTED, "ferplus");
  await firefox.waitFor(
    async (shares) => {
      const { value } = document.querySelector("#bars data");
      return shares.some((share) => Math.abs(value - share) <= 1 / 256);
    },
    answers.map((answer) => Math.max(...answer)),
  );
  await firefox.evaluate(async () => {
    const language = document.querySelector("#language");
    language.value = "de";
    language.dispatchEvent(new Event("change"));
  });
  assert.equal(await text("#camera"), "Kamera an");
  await firefox.evaluate(async () => localStorage.clear());
});

test("Firefox shows the page whole at every size", { skip }, async () => {
  await visit();
  await choose(ROOM);
  await boxes(3);
  for (const [width, height] of [
    [500, 740], // Firefox's windows are no narrower
    [844, 490],
    [1920, 1080],
  ]) {
    await firefox.resize(width, height);
    const [needed, given, stage] = await firefox.evaluate(async () => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
      document.querySelector("#stage").offsetWidth,
    ]);
    assert.ok(needed <= given, `${needed} > ${given} pixels`);
    assert.ok(stage > width / 3, `the stage has ${stage} of ${width}`);
  }
});

test("axe finds nothing wrong in Firefox", { skip }, async () => {
  await visit();
  await choose(ROOM);
  await boxes(3);
  const found = await firefox.evaluate(async (source) => {
    new Function(source)();
    const { violations } = await window.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  }, AXE);
  assert.deepEqual(found, []);
});

test(
  "Firefox works without a network after the first visit",
  { skip },
  async () => {
    await visit();
    await waitForText("#offline", /offline/);
    const { url } = server;
    await server.close();
    server = null;
    await firefox.goto(url);
    await ready();
    await choose(ROOM);
    await boxes(3);
  },
);
