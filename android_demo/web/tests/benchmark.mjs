/**
 * Measures the built page in headless Chromium, with a camera at 640x480.
 *
 *     node build.mjs && node tests/benchmark.mjs
 *
 * Prints, over several visits: milliseconds from the visit to the model's
 * being ready and to the first reading of the camera, whose button is pressed
 * as soon as it is there; then frames per second and what each stage takes.
 */

import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { OUT } from "../build.mjs";
import { serve } from "../serve.mjs";
import { fakeCamera, launch, waitForText } from "./browser.mjs";

const VISITS = 5;
const WATCHED = 5000; // milliseconds

const folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
const server = await serve(OUT, 0);
const visits = [];
for (let visit = 0; visit < VISITS; visit++) {
  visits.push(await measure());
}
await server.close();
await fs.rm(folder, { recursive: true });
console.table(visits);

async function measure() {
  const browser = await launch(await fakeCamera(folder));
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.click("#camera");
  await waitForText(page, "#pace", /frames/);
  await page.waitForTimeout(WATCHED);
  const pace = await page.textContent("#pace");
  const [ready, first] = await page.evaluate(() =>
    ["model-ready", "first-result"].map((name) =>
      Math.round(performance.getEntriesByName(name)[0].startTime),
    ),
  );
  await browser.close();
  return { "model ready, ms": ready, "first reading, ms": first, pace };
}
