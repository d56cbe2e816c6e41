/**
 * Takes pictures of the built page.
 *
 *     node tests/screenshots.mjs CAMERA.y4m OUT.jpg     the documentation's
 *     node tests/screenshots.mjs CAMERA.y4m FOLDER      every state, to look at
 *
 * The documentation's shows a picture on a desk and the camera of a phone beside each
 * other, the phone in the dark.
 */

import fs from "node:fs/promises";
import path from "node:path";

import { OUT } from "../build.mjs";
import { serve } from "../serve.mjs";
import { file, launch, ready, ROOM, TILTED, waitForText } from "./browser.mjs";
import { redAndBlue } from "./pictures.mjs";

const DESK = { width: 1100, height: 760 };
const PHONE = { width: 390, height: 760 };
const SIZES = [
  [360, 740],
  [844, 390],
  [768, 1024],
  [1366, 768],
  [1920, 1080],
];
const SETTLED = 1500; // milliseconds

const STATES = {
  ready: async () => {},
  camera: async (page) => {
    await page.click("#camera");
    await waitForText(page, "#pace", /frames/);
    await page.waitForTimeout(SETTLED);
  },
  frozen: (page) => page.click("#freeze"),
  sample: (page) => page.setInputFiles("#file", "page/samples/astronaut.jpg"),
  group: (page) => page.setInputFiles("#file", "page/samples/group.jpg"),
  several: (page) =>
    page.setInputFiles(
      "#file",
      ["astronaut", "wall", "group"].map((name) => `page/samples/${name}.jpg`),
    ),
  three: (page) => page.setInputFiles("#file", ROOM),
  one: async (page) => {
    await page.setInputFiles("#file", TILTED);
    await page.click("#all");
  },
  none: (page) => page.setInputFiles("#file", file("none.png", redAndBlue())),
  wrong: (page) => page.setInputFiles("#file", file("a.png", "nothing")),
};

if (process.argv.length !== 4) {
  console.error("error: Expected screenshots.mjs CAMERA.y4m OUT");
  process.exit(2);
}
const [camera, out] = process.argv.slice(2).map((name) => path.resolve(name));
process.chdir(path.join(import.meta.dirname, ".."));
const server = await serve(OUT, 0);
const browser = await launch([
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${camera}`,
]);
if (out.endsWith(".jpg")) {
  const desk = await shoot({ viewport: DESK }, STATES.sample);
  const phone = await shoot(
    { viewport: PHONE, colorScheme: "dark" },
    STATES.camera,
  );
  await fs.writeFile(out, await sideBySide([desk, phone]));
} else {
  await fs.mkdir(out, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const [width, height] of SIZES) {
      await shootAll(colorScheme, { width, height });
    }
  }
}
await browser.close();
await server.close();

async function shootAll(colorScheme, viewport) {
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(server.url);
  await ready(page);
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(page);
    await page.waitForTimeout(SETTLED / 2);
    const name = `${viewport.width}_${colorScheme}_${state}.png`;
    await page.screenshot({ path: path.join(out, name), fullPage: true });
  }
  await page.close();
}

async function shoot(options, reach) {
  const page = await browser.newPage(options);
  await page.goto(server.url);
  await waitForText(page, "#offline", /offline/);
  await reach(page);
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
  return page.screenshot({ type: "jpeg", quality: 88 });
}
