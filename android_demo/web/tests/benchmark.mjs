/**
 * Measures the built page in headless Chromium, with a camera at 640x480.
 *
 *     node build.mjs && node tests/benchmark.mjs
 *
 * Prints, with one and with three faces and over several visits: milliseconds
 * from the visit to the models' being ready, and from then to the first
 * reading of the camera, whose button was pressed before; frames per second;
 * what each stage takes (median, and what 90 % stay within); and the bytes of
 * a first visit.
 */

import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { OUT } from "../build.mjs";
import { serve } from "../serve.mjs";
import { fakeCamera, launch, ROOM, TILTED, waitForText } from "./browser.mjs";

const VISITS = 2;
const WATCHED = 6000; // milliseconds
const SEEN = { "one face": TILTED, "three faces": ROOM };

const folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
const visits = [];
for (const [name, picture] of Object.entries(SEEN)) {
  for (const model of ["small", "accurate"]) {
    for (let visit = 0; visit < VISITS; visit++) {
      visits.push({ camera: name, model, ...(await measure(picture, model)) });
    }
  }
}
await fs.rm(folder, { recursive: true });
for (const visit of visits) console.log(JSON.stringify(visit));

async function measure(picture, model) {
  const server = await serve(OUT, 0);
  const browser = await launch(await fakeCamera(folder, picture));
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.click("#camera");
  await waitForText(page, "#pace", /frames/);
  await page.check(`[value=${model}]`);
  await page.waitForTimeout(WATCHED);
  const pace = await page.textContent("#pace");
  const [ready, first] = await page.evaluate(() =>
    ["model-ready", "first-result"].map((name) =>
      Math.round(performance.getEntriesByName(name)[0].startTime),
    ),
  );
  const bytes = server.sent();
  await browser.close();
  await server.close();
  return {
    "ready, ms": ready,
    "first reading after, ms": first - ready,
    "MB sent": bytes / 1e6,
    pace,
  };
}
