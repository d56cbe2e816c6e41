/** Pictures and videos as people have them. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { after, before, test } from "node:test";

import { noCamera, open, python, ROOM, TILTED } from "./browser.mjs";
import { visit, waitForFace, waitForText } from "./browser.mjs";

let site;
before(async () => {
  site = await open(noCamera);
});
after(() => site?.close());

function boxes(page, count) {
  return page.waitForFunction(
    (wanted) => document.querySelectorAll(".face").length === wanted,
    count,
  );
}

/** Returns what the page saves as data. */
async function savedData(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click("#data"),
  ]);
  return JSON.parse(await fs.readFile(await download.path(), "utf8"));
}

/**
 * Gives the page a file that it makes itself of a picture.
 *
 * @param {(image: ImageBitmap) => Promise<File>} make Runs in the page.
 */
async function give(page, picture, make) {
  await page.evaluate(
    async ([base64, source]) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes]));
      const files = new DataTransfer();
      files.items.add(await window[source](image));
      const input = document.querySelector("#file");
      input.files = files.files;
      input.dispatchEvent(new Event("change"));
    },
    [picture.buffer.toString("base64"), make],
  );
}

test("boxes of a large photograph are in its own pixels", async () => {
  const page = await visit(site);
  await page.evaluate(() => {
    window.large = async (image) => {
      const canvas = new OffscreenCanvas(6000, 4000);
      const context = canvas.getContext("2d");
      context.fillStyle = "gray";
      context.fillRect(0, 0, 6000, 4000);
      context.drawImage(image, 200, 300, 5600, 3360);
      const blob = await canvas.convertToBlob({ type: "image/jpeg" });
      return new File([blob], "large.jpg", { type: blob.type });
    };
  });
  await give(page, ROOM, "large");
  await boxes(page, 3);
  const records = await savedData(page);
  const scale = 14; // 5600 / 400
  for (const [index, { box, points }] of records.entries()) {
    const expected = python(ROOM)[index];
    const [x, y, wide] = expected.box;
    const near = 0.06 * scale * wide; // It is looked at in another size.
    assert.ok(Math.abs(box[0] - 200 - scale * x) < near, `${box}`);
    assert.ok(Math.abs(box[1] - 300 - scale * y) < near, `${box}`);
    assert.ok(Math.abs(box[2] - scale * wide) < near, `${box}`);
    const [u, v] = expected.points.nose;
    assert.ok(Math.abs(points.nose[0] - 200 - scale * u) < near);
    assert.ok(Math.abs(points.nose[1] - 300 - scale * v) < near);
  }
  const stage = await page.locator("#stage").boundingBox();
  const face = await page.locator(".face").first().boundingBox();
  const shown = ((face.x - stage.x) / stage.width) * 6000;
  assert.ok(Math.abs(shown - records[0].box[0]) < 30, "and on the stage");
});

test("a WebP file is turned as its camera was held", async () => {
  const page = await visit(site);
  await page.evaluate(() => {
    window.turned = async (image) => {
      const { width, height } = image;
      const canvas = new OffscreenCanvas(height, width);
      const context = canvas.getContext("2d");
      context.setTransform(0, -1, 1, 0, 0, width); // turned to the left
      context.drawImage(image, 0, 0);
      const blob = await canvas.convertToBlob({
        type: "image/webp",
        quality: 1,
      });
      const plain = [...new Uint8Array(await blob.arrayBuffer())];
      plain[20] |= 8; // There is Exif: Chromium writes the extended format.
      const text = (letters) => [...letters].map((c) => c.charCodeAt(0));
      const exif = [
        ...text("MM\0*"),
        ...[0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
        ...[0, 0, 0, 0],
      ];
      const all = [...plain, ...text("EXIF"), exif.length, 0, 0, 0, ...exif];
      const size = all.length - 8;
      all.splice(4, 4, size & 255, (size >> 8) & 255, size >> 16, 0);
      return new File([Uint8Array.from(all)], "turned.webp");
    };
  });
  await give(page, ROOM, "turned");
  await boxes(page, 3);
  const records = await savedData(page);
  for (const [index, { box }] of records.entries()) {
    const expected = python(ROOM)[index].box;
    for (const at of [0, 1, 2, 3]) {
      assert.ok(Math.abs(box[at] - expected[at]) <= 4, `${box}: ${expected}`);
    }
  }
});

test("a picture is pasted; what is no file is refused with a word", async () => {
  const page = await visit(site);
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(
      new File([bytes], "image.png", { type: "image/png" }),
    );
    dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
  }, TILTED.buffer.toString("base64"));
  await waitForFace(page, python(TILTED)[0]);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/uri-list", "https://example.org/a.jpg");
    dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
  });
  await waitForText(page, "#message", /Only files can be read here\. Save/);
});

test("several pictures are read, shown in a strip and saved in one", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", [ROOM, TILTED]);
  await boxes(page, 3);
  await page.waitForFunction(
    () => !document.querySelector("#strip").textContent.includes("…"),
  );
  const strip = await page.$$eval("#strip button", (all) =>
    all.map((one) => [one.title, one.textContent]),
  );
  assert.deepEqual(strip, [
    ["faces_room.png", `${python(ROOM)[0].label} +2`],
    ["faces_tilted.png", python(TILTED)[0].label],
  ]);
  await page.click("#strip button[title='faces_tilted.png']");
  await waitForFace(page, python(TILTED)[0]);
  assert.equal((await savedData(page)).length, 4);
});

test("a video is read, and saved with its times", async () => {
  const page = await visit(site);
  await page.evaluate(() => {
    window.video = (image) =>
      new Promise((resolve) => {
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: 400, height: 240 });
        const context = canvas.getContext("2d");
        const draw = () => context.drawImage(image, 0, 0);
        const timer = setInterval(draw, 50);
        draw();
        const stream = canvas.captureStream(20);
        const recorder = new MediaRecorder(stream, { mimeType: "video/webm" });
        const parts = [];
        recorder.ondataavailable = ({ data }) => parts.push(data);
        recorder.onstop = () => {
          clearInterval(timer);
          resolve(new File(parts, "clip.webm", { type: "video/webm" }));
        };
        recorder.start();
        setTimeout(() => recorder.stop(), 2500);
      });
  });
  await give(page, ROOM, "video");
  await boxes(page, 3);
  await waitForText(page, "#freeze", /Go on/); // It has ended.
  const records = await savedData(page);
  assert.ok(records.length >= 6, `${records.length} records`);
  for (const [index, record] of records.entries()) {
    assert.equal(record.file, "clip.webm");
    assert.ok(record.time >= (records[index - 1]?.time ?? 0));
  }
  assert.equal(new Set(records.map(({ face }) => face)).size, 3);
  assert.equal(await page.$("#video.mirrored"), null);
});
