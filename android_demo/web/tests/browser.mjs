/** Shared test helpers: a built page, its server, and a real browser. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { build } from "../build.mjs";
import { serve } from "../serve.mjs";
import { writeCamera } from "./camera.mjs";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", // tests may run as root
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
];
const PATIENCE = 60_000; // milliseconds; a busy machine is slow
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export const GOLDEN = path.join(ROOT, "tests", "golden");
export const SHIPPED = {
  small: path.join(ROOT, "arm_tf/pretrained/mobile/tflite"),
  accurate: path.join(ROOT, "arm_tf/pretrained/ferplus/tflite"),
};

/** Three drawn faces, the largest first. */
export const ROOM = await picture("faces_room.png");
/** One, turned. */
export const TILTED = await picture("faces_tilted.png");

/** Returns a picture of tests/golden as a dialog of the page takes it. */
async function picture(name) {
  return file(name, await fs.readFile(path.join(GOLDEN, name)));
}

const golden = await readJson(import.meta.dirname, "golden.json");

/** Returns Python's predictions for a picture, one per face. */
export function python(picture, model = "mobile") {
  return golden.pictures[picture.name][model];
}

/** Returns the distance of probabilities to Python's nearest prediction. */
export function differs(answers, found) {
  return Math.min(
    ...answers.map((answer) =>
      Math.max(...answer.map((p, at) => Math.abs(p - found[at]))),
    ),
  );
}

/** Waits until the page shows Python's prediction for a face. */
export function waitForFace(page, { label, answers }) {
  return page.waitForFunction(
    ([word, shares]) => {
      const said = ["#answer", "#detail"]
        .map((where) => document.querySelector(where).textContent)
        .join();
      const bar = document.querySelector("#bars data");
      const near = (share) => Math.abs(bar.value - share) <= 1 / 256;
      return said.includes(word) && shares.some(near);
    },
    [label, answers.map((answer) => Math.max(...answer))],
  );
}

/** Waits until the page shows a prediction for any face. */
export function waitForAnswer(page) {
  return page.waitForSelector("#answer:not([data-state=none])");
}

/** Returns where the middle of the largest box is, in % of the stage. */
export function largestLeft(page) {
  return page.$$eval(".face", (all) => {
    const wide = (box) => parseFloat(box.style.width);
    const [largest] = all.sort((a, b) => wide(b) - wide(a));
    return largest && parseFloat(largest.style.left);
  });
}

/** Reads a JSON file. */
export async function readJson(...parts) {
  return JSON.parse(await fs.readFile(path.join(...parts), "utf8"));
}

/**
 * Builds and serves the page with the shipped models, and starts Chromium.
 *
 * @param {(folder: string) => Promise<string[]>} cameraFlags
 * @returns what `close` ends: `{url, folder, server, browser, close}`
 */
export async function open(cameraFlags = fakeCamera) {
  await checkChromium();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
  const site = path.join(folder, "site");
  await build(null, site, 0);
  const browser = await launch(await cameraFlags(folder));
  const server = await serve(site, 0);
  const close = async () => {
    await browser.close();
    await server.close();
    await fs.rm(folder, { recursive: true });
  };
  return { url: server.url, folder, server, browser, close };
}

/** Flags for a camera that sees the three drawn faces, and may be used. */
export async function fakeCamera(folder, seen = ROOM) {
  const file = path.join(folder, "camera.y4m");
  await writeCamera(file, seen.buffer);
  return [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** Flags for a camera whose permission is denied. */
export async function refusedCamera() {
  return ["--use-fake-device-for-media-stream", "--deny-permission-prompts"];
}

/** Flags for no camera at all. */
export async function noCamera() {
  return ["--use-fake-ui-for-media-stream"];
}

/** Starts Chromium, headless, with the flags of a camera. */
export async function launch(cameraFlags) {
  await checkChromium();
  const args = [...FLAGS, ...cameraFlags];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

async function checkChromium() {
  await fs.access(CHROMIUM).catch(() => {
    throw new Error(
      `Expected Chromium as ${CHROMIUM}. Received: no such file. Install it: ` +
        "apt-get install chromium",
    );
  });
}

/** Opens the page and waits for its model. */
export async function visit({ browser, url }, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

/** Waits until the page's model can be used. */
export async function ready(page) {
  await page.waitForFunction(
    () => performance.getEntriesByName("model-ready").length,
  );
}

/** Returns a file as a dialog of the page takes it. */
export function file(name, content) {
  return {
    name,
    mimeType: name.endsWith(".png") ? "image/png" : "application/octet-stream",
    buffer: Buffer.from(content),
  };
}

/** Returns the exact probabilities of the bars that are shown. */
export function shown(page) {
  return page.$$eval("#bars data", (all) => all.map((d) => Number(d.value)));
}

/** Waits until a text is shown, then returns it. */
export async function waitForText(page, selector, pattern) {
  await page.waitForFunction(
    ([where, source]) => {
      const element = document.querySelector(where);
      return !element.hidden && new RegExp(source).test(element.textContent);
    },
    [selector, pattern.source],
  );
  return (await page.textContent(selector)).trim();
}
