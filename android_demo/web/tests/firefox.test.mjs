/** Firefox answers as Chromium and Python do: apt-get install firefox-esr. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { build } from "../build.mjs";
import { serve } from "../serve.mjs";
import { GOLDEN, readJson } from "./browser.mjs";
import { hasFirefox, startFirefox } from "./firefox.mjs";

const there = await hasFirefox();
const skip = there ? false : "needs firefox-esr";
const POINT = 0.5; // pixels; they are saved to a tenth

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
async function savedData(firefox, folder, picture) {
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
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "web-demo-"));
    await build(null, path.join(folder, "site"), 0);
    const server = await serve(path.join(folder, "site"), 0);
    const firefox = await startFirefox(folder);
    t.after(async () => {
      await firefox.close();
      await server.close();
      await fs.rm(folder, { recursive: true, force: true });
    });
    await firefox.goto(server.url);
    await firefox.evaluate(async () => {
      while (!performance.getEntriesByName("model-ready").length) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    const golden = await readJson(import.meta.dirname, "golden.json");
    const faces = await readJson(GOLDEN, "faces.json");
    for (const { picture, faces: all } of faces.pictures) {
      const file = path.join(GOLDEN, picture);
      await firefox.chooseFile("#file", file);
      const answers = await firefox.evaluate(readInPage, all.length);
      const found = await savedData(firefox, folder, picture);
      const apart = found.flatMap(({ points }, index) =>
        Object.values(points).map(([x, y], at) => {
          const [u, v] = all[index].points[at];
          return Math.hypot(x - u, y - v);
        }),
      );
      t.diagnostic(`${picture}: ${Math.max(...apart).toFixed(4)} pixels`);
      assert.ok(Math.max(...apart) < POINT, `${apart}`);

      const expected = golden.pictures[picture].mobile.map(
        (face) => face.exact,
      );
      const differences = expected.flatMap((row, index) =>
        row.map((p, at) => Math.abs(p - answers[index][at])),
      );
      t.diagnostic(`${picture}: probabilities ${Math.max(...differences)}`);
      assert.ok(Math.max(...differences) <= 1 / 256, `${answers}`);
    }
  },
);
