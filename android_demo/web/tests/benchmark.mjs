/**
 * Measures the built page in headless Chromium, with a camera at 640x480.
 *
 *     node tests/benchmark.mjs CAMERA.y4m
 *
 * Prints, over several visits: milliseconds from the visit to the model's
 * being ready and to the first reading of the camera, whose button is pressed
 * as soon as it is there; then frames per second and what each stage takes.
 */

import { OUT } from "../build.mjs";
import { serve } from "../serve.mjs";
import { launch, waitForText } from "./browser.mjs";

const VISITS = 5;
const WATCHED = 5000; // milliseconds

if (process.argv.length !== 3) {
  console.error("error: Expected a camera's video: benchmark.mjs CAMERA.y4m");
  process.exit(2);
}
const server = await serve(OUT, 0);
const visits = [];
for (let visit = 0; visit < VISITS; visit++) {
  visits.push(await measure(process.argv[2]));
}
await server.close();
const columns = ["model ready, ms", "first reading, ms", "frames/s", "stages"];
console.table(
  visits.map((visit) => Object.fromEntries(columns.map((c, i) => [c, visit[i]]))),
);

async function measure(camera) {
  const browser = await launch([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${camera}`,
  ]);
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.click("#camera");
  await waitForText(page, "#pace", /frames/);
  await page.waitForTimeout(WATCHED);
  const pace = await page.textContent("#pace");
  const times = await page.evaluate(() =>
    ["model-ready", "first-result"].map((name) =>
      Math.round(performance.getEntriesByName(name)[0].startTime),
    ),
  );
  await browser.close();
  const [, rate, stages] = pace.match(/^(\d+) frames\/s · (.*)$/);
  return [...times, Number(rate), stages];
}
