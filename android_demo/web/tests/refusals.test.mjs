/** Error messages are one line: the cause, and what to do. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import {
  file,
  GOLDEN,
  noCamera,
  open,
  python,
  refusedCamera,
  ROOM,
  shown,
  TILTED,
  visit,
  waitForAnswer,
  waitForFace,
  waitForText,
} from "./browser.mjs";
import { png } from "./pictures.mjs";

const DEMO = path.join(GOLDEN, "demo_model");
const content = await fs.readFile(path.join(DEMO, "model.tflite"));
const json = JSON.parse(await fs.readFile(path.join(DEMO, "model.json")));
const other = (values) => JSON.stringify({ ...json, ...values });
const patched = (at, value) => {
  const copy = Buffer.from(content);
  copy.writeUInt8(value, at);
  return copy;
};

/** Returns where a text stands in the demo model's file. */
const place = (text) => content.lastIndexOf(text);

/** What is chosen, as [name, content] pairs, and the message it gets. */
const WRONG = {
  "a picture instead of a model": [
    [
      ["model.tflite", png(4, 4, () => [0, 0, 0])],
      ["model.json", other({})],
    ],
    /Expected a \.tflite file\. Received: a file of another kind\. Export/,
  ],
  "a model alone": [
    [["model.tflite", content]],
    /chosen together\. Received: model\.tflite\. Select both/,
  ],
  "a cut model": [
    [
      ["model.tflite", content.subarray(0, content.length - 30)],
      ["model.json", other({})],
    ],
    /labels\.txt in a zip archive.*Received: a file without \(no zip archive/,
  ],
  "damaged labels": [
    [
      ["model.tflite", patched(content.indexOf("green"), 120)],
      ["model.json", other({})],
    ],
    /Received: a file without \(labels\.txt is damaged\), perhaps cut/,
  ],
  "a file without labels.txt": [
    [
      ["model.tflite", patched(place("labels.txt"), 120)],
      ["model.json", other({})],
    ],
    /Received: a file without \(no labels\.txt in its zip archive\)/,
  ],
  "a damaged model": [
    [
      ["model.tflite", patched(1, 255)],
      ["model.json", other({})],
    ],
    /Expected a classifier from uint8 RGB.*Received: a damaged file/,
  ],
  "a file that is not the one described": [
    [
      ["model.tflite", content],
      ["model.json", other({ sha256: "0".repeat(64) })],
    ],
    /Expected the \.tflite file that model\.json describes\. Received: a damaged/,
  ],
  "another model's labels": [
    [
      ["model.tflite", content],
      ["model.json", other({ labels: ["calm", "glad"] })],
    ],
    /24 pixels and red, green, .*Received: one for 24 pixels and calm, glad\./,
  ],
  "another model's size": [
    [
      ["model.tflite", content],
      ["model.json", other({ image_size: 48 })],
    ],
    /Received: one for 48 pixels and red/,
  ],
  "settings that make no sense": [
    [
      ["model.tflite", content],
      ["model.json", other({ crop_margin: -1 })],
    ],
    /Expected crop_margin in \[0, 2\] in model\.json\. Received: -1\. Export/,
  ],
  "a missing setting": [
    [
      ["model.tflite", content],
      ["model.json", other({ label_lead: undefined })],
    ],
    /Expected label_lead in \[0, 0\.5\].*Received: undefined/,
  ],
  "points that make no sense": [
    [
      ["model.tflite", content],
      ["model.json", other({ points: [[0.3, 0.4]] })],
    ],
    /Expected points in model\.json: four places.*Received: \[\[0\.3,0\.4\]\]/,
  ],
  "no JSON": [
    [
      ["model.tflite", content],
      ["model.json", "{"],
    ],
    /Expected model\.json as the export writes it\. Received: /,
  ],
};

let site;
before(async () => {
  site = await open(noCamera);
});
after(() => site?.close());

test("a wrong model is refused, and the one before goes on", async (t) => {
  const page = await visit(site);
  const pictures = [
    [ROOM, python(ROOM)[0]],
    [TILTED, python(TILTED)[0]],
  ];
  for (const [name, [files, pattern]] of Object.entries(WRONG)) {
    await t.test(name, async () => {
      await page.setInputFiles(
        "#files",
        files.map(([title, bytes]) => file(title, bytes)),
      );
      const message = await waitForText(page, "#told", pattern);
      assert.equal(message.split("\n").length, 1);
      const [picture, answer] = pictures.reverse()[0]; // not the one before
      await page.setInputFiles("#file", picture);
      await waitForFace(page, answer);
      assert.ok(await page.isHidden("#message"), "the message goes");
    });
  }
});

test("where the page's own model is gone, another one can be used", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.route("**/model.tflite", (route) =>
    route.fulfill({ status: 404 }),
  );
  await page.goto(site.url);
  await waitForText(
    page,
    "#message",
    /A part of this page could not be loaded/,
  );
  await waitForText(page, "#answer", /Not loaded/);
  await page.setInputFiles("#files", [
    file("model.tflite", content),
    file("model.json", other({})),
  ]);
  await page.setInputFiles("#file", ROOM);
  await waitForText(page, "#count", /of 3/);
});

test("a model with the right digest is taken", async () => {
  const page = await visit(site);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const name = "the same once more";
  await page.setInputFiles("#files", [
    file("model.tflite", content),
    file("model.json", other({ sha256, name })),
  ]);
  await waitForText(page, "#card", new RegExp(name));
});

test("what is no picture is refused", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", file("notes.png", "not a picture"));
  await waitForText(
    page,
    "#message",
    /not a picture that the browser can read\. Choose another one/,
  );
  assert.deepEqual(await shown(page), [0, 0, 0]);
});

test("without a camera, it says so", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await waitForText(
    page,
    "#message",
    /There is no camera here\. Connect one, or choose/,
  );
  assert.equal(await page.textContent("#camera"), "Use camera");
  assert.ok(await page.isEnabled("#camera"), "it can be tried again");
});

test("a camera that goes away is missed", async (t) => {
  const own = await open();
  t.after(() => own.close());
  const page = await visit(own);
  await page.click("#camera");
  await waitForAnswer(page);
  await page.evaluate(() => {
    const [track] = document.querySelector("#video").srcObject.getTracks();
    track.dispatchEvent(new Event("ended"));
  });
  await waitForText(page, "#message", /The camera has gone\. Connect it again/);
  await waitForText(page, "#answer", /Ready/);
});

test("a refused camera is explained", async (t) => {
  const own = await open(refusedCamera);
  t.after(() => own.close());
  const page = await visit(own);
  await page.click("#camera");
  await waitForText(
    page,
    "#message",
    /The camera is blocked\. Allow it in the site's settings, or choose/,
  );
  await page.setInputFiles("#file", ROOM);
  await waitForText(page, "#count", /of 3/);
});
