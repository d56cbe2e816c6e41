/**
 * Takes the README's pictures of the built page.
 *
 *     node tests/screenshots.mjs CAMERA.y4m OUT.png
 *
 * A desk and a phone beside each other, the phone in the dark.
 */

import { writeFile } from "node:fs/promises";

import { OUT } from "../build.mjs";
import { serve } from "../serve.mjs";
import { launch, waitForText } from "./browser.mjs";

const DESK = { width: 1000, height: 760 };
const PHONE = { width: 390, height: 760 };
const SETTLED = 1500; // milliseconds

if (process.argv.length !== 4) {
  console.error("error: Expected screenshots.mjs CAMERA.y4m OUT.png");
  process.exit(2);
}
const [camera, out] = process.argv.slice(2);
const server = await serve(OUT, 0);
const browser = await launch([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${camera}`,
]);
const desk = await shoot({ viewport: DESK });
const phone = await shoot({ viewport: PHONE, colorScheme: "dark" });
await writeFile(out, await sideBySide([desk, phone]));
await browser.close();
await server.close();

async function shoot(options) {
  const page = await browser.newPage(options);
  await page.goto(server.url);
  await page.click("#camera");
  await waitForText(page, "#offline", /offline/);
  await waitForText(page, "#pace", /frames/);
  await page.waitForTimeout(SETTLED);
  const picture = await page.screenshot();
  await page.close();
  return picture.toString("base64");
}

async function sideBySide(pictures) {
  const gap = 24;
  const width = DESK.width + gap + PHONE.width;
  const viewport = { width, height: DESK.height };
  const page = await browser.newPage({ viewport });
  const images = pictures.map(
    (data) => `<img src="data:image/png;base64,${data}">`,
  );
  await page.setContent(
    `<body style="margin:0;display:flex;gap:${gap}px">${images.join("")}`,
  );
  return page.screenshot();
}
