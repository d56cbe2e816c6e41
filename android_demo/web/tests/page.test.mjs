/** User actions on the page: camera, picture, faces, saving. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";

import {
  fakeCamera,
  file,
  largestLeft,
  open,
  python,
  readJson,
  ready,
  ROOM,
  SHIPPED,
  shown,
  TILTED,
  visit,
  waitForAnswer,
  waitForFace,
  waitForText,
} from "./browser.mjs";
import { WORDS } from "../page/words.js";
import { redAndBlue } from "./pictures.mjs";

const EMPTY = file("two.png", redAndBlue());

let site;

before(async () => {
  site = await open(fakeCamera);
});
after(() => site?.close());

/** Waits until so many boxes are shown; returns what they say. */
async function boxes(page, count) {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll(".face").length === wanted,
    count,
  );
  return page.$$eval(".face", (all) => all.map((one) => one.title));
}

test("a camera's faces are boxed, read and smoothed", async () => {
  const page = await visit(site);
  await page.click("#camera");
  const said = await boxes(page, 3);
  // As in a mirror.
  for (const text of said) assert.match(text, /^\w+\?? \d+ %$/);
  const [{ label }] = python(ROOM); // the left one
  assert.ok(said[2].startsWith(label), said[2]);
  await waitForAnswer(page);
  const pace = await waitForText(page, "#pace", /frames\/s/);
  assert.match(pace, /^\d+ frames\/s · detect \d+\.\d ms \(90 % within/);
  const first = await page.locator(".face").first().getAttribute("aria-label");
  await page.waitForTimeout(1500);
  assert.match(first, /^Face \d: /);
  assert.equal(
    (await page.locator(".face").first().getAttribute("aria-label")).slice(
      0,
      6,
    ),
    first.slice(0, 6),
    "it keeps its number",
  );
  await page.click("#camera");
  await waitForText(page, "#answer", /Ready/);
  await boxes(page, 0);
  const track = await page.evaluate(
    () => document.querySelector("video").srcObject,
  );
  assert.equal(track, null, "the camera is off");
});

test("a camera's boxes are where the mirror shows the faces", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await boxes(page, 3);
  const left = await largestLeft(page);
  assert.ok(left > 50, `the left face is at ${left} % of the mirror`);
});

test("boxes are on the faces, at every size of the window", async () => {
  for (const width of [360, 1920]) {
    const page = await visit(site, { viewport: { width, height: 900 } });
    await page.setInputFiles("#file", ROOM);
    await boxes(page, 3);
    const stage = await page.locator("#stage").boundingBox();
    const box = await page.locator(".face").first().boundingBox();
    const [x, y, wide] = python(ROOM)[0].box;
    const scale = stage.width / 400; // The picture is 400 pixels wide.
    assert.ok(Math.abs(box.x - stage.x - x * scale) < 2, "left");
    assert.ok(Math.abs(box.y - stage.y - y * scale) < 2, "top");
    assert.ok(Math.abs(box.width - wide * scale) < 2, "width");
    await page.context().close();
  }
});

test("a tap and the arrow keys choose a face", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", ROOM);
  await boxes(page, 3);
  const [first, second, third] = python(ROOM);
  await waitForFace(page, first); // the largest one
  await page.click(".face[aria-label^='Face 2:']");
  await waitForFace(page, second);
  await waitForText(page, "#count", /^Face 2 of 3 · tap another/);
  await page.keyboard.press("ArrowRight");
  await waitForFace(page, third);
  await page.keyboard.press("ArrowRight");
  await waitForFace(page, first);
  await page.keyboard.press("ArrowLeft");
  await waitForFace(page, third);
  const pressed = await page.$$eval(
    ".face[aria-pressed=true]",
    (a) => a.length,
  );
  assert.equal(pressed, 1);
});

test("three bars, and all of them on demand", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", TILTED);
  await waitForText(page, "#count", /^One face$/);
  const top = await shown(page);
  assert.equal(top.length, 3);
  assert.deepEqual(
    top,
    [...top].sort((a, b) => b - a),
  );
  await page.click("#all");
  const all = await shown(page);
  assert.equal(all.length, 8);
  assert.ok(Math.abs(all.reduce((a, b) => a + b) - 1) < 0.02);
  await page.click("#all");
  assert.equal((await shown(page)).length, 3);
});

test("where there is no face, there is no answer, but help", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", ROOM);
  await boxes(page, 3);
  await page.setInputFiles("#file", EMPTY);
  await waitForText(page, "#answer", /^No face found$/);
  await waitForText(page, "#count", /larger, brighter face/);
  await boxes(page, 0);
  assert.deepEqual(await shown(page), [0, 0, 0]);
});

test("a sample has three faces", async () => {
  const page = await visit(site);
  await page.click("[data-sample=wall]");
  await boxes(page, 3);
});

test("the camera is frozen, and goes on", async () => {
  const page = await visit(site);
  assert.ok(await page.isDisabled("#freeze"));
  await page.click("#camera");
  await boxes(page, 3);
  await page.click("#freeze");
  await page.waitForSelector("#picture:not([hidden])");
  assert.equal(await page.textContent("#freeze"), "Go on");
  await page.click(".face[aria-label^='Face 2:']");
  await waitForText(page, "#count", /^Face 2 of 3/);
  await page.click("#freeze");
  await page.waitForSelector("#video:not([hidden])");
  await boxes(page, 3);
  await page.click("#freeze");
  await page.setInputFiles("#file", TILTED); // ends it
  await boxes(page, 1);
  assert.equal(await page.textContent("#camera"), "Use camera");
  assert.ok(await page.isDisabled("#freeze"));
});

async function saved(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click(button),
  ]);
  return {
    name: download.suggestedFilename(),
    content: await fs.readFile(await download.path()),
  };
}

/** Fails where probabilities are further apart than an int8 file's step. */
function near(found, expected) {
  for (const [at, value] of found.entries()) {
    assert.ok(Math.abs(value - expected[at]) <= 0.0041, `${found}`);
  }
}

test("what was read is saved as arm-tf read saves it", async () => {
  const page = await visit(site);
  assert.ok(await page.isDisabled("#data"));
  await page.setInputFiles("#file", [ROOM, TILTED]);
  await page.waitForFunction(
    () => !document.querySelector("#strip").textContent.includes("…"),
  );
  await boxes(page, 3);
  const { name, content } = await saved(page, "#data");
  assert.equal(name, "faces.json");
  const found = JSON.parse(content);
  const expected = await readJson(import.meta.dirname, "records.json");
  assert.equal(found.length, expected.length);
  for (const [index, record] of found.entries()) {
    assert.deepEqual(Object.keys(record), Object.keys(expected[index]));
    const { score, points, roll, confidence, probabilities, ...same } = record;
    // Processors round an int8 network's last step otherwise: by 1/256.
    near([confidence], [expected[index].confidence]);
    near(
      Object.values(probabilities),
      Object.values(expected[index].probabilities),
    );
    assert.deepEqual(
      Object.keys(probabilities),
      Object.keys(expected[index].probabilities),
    );
    for (const key of Object.keys(same)) {
      assert.deepEqual(same[key], expected[index][key], key);
    }
    assert.ok(Math.abs(score - expected[index].score) < 0.002);
    assert.ok(Math.abs(roll - expected[index].roll) <= 0.1);
    assert.deepEqual(Object.keys(points), Object.keys(expected[index].points));
  }
  const table = (await saved(page, "#table")).content.toString();
  const file = path.join(import.meta.dirname, "records.csv");
  const lines = (await fs.readFile(file, "utf8")).split("\n");
  for (const [index, line] of table.split("\n").entries()) {
    const cells = lines[index].split(",");
    for (const [at, cell] of line.split(",").entries()) {
      const [own, other] = [Number(cell), Number(cells[at])];
      if (Number.isNaN(other)) assert.equal(cell, cells[at]);
      else assert.ok(Math.abs(own - other) <= 0.1, `${line}: ${cells}`);
    }
  }
});

test("a picture without a face has a record, too", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", EMPTY);
  await waitForText(page, "#answer", /^No face found$/);
  const { name, content } = await saved(page, "#data");
  assert.equal(name, "two_faces.json");
  const [record, ...others] = JSON.parse(content);
  assert.deepEqual(others, []);
  const [full] = await readJson(import.meta.dirname, "records.json");
  assert.deepEqual(Object.keys(record), Object.keys(full));
  assert.equal(record.file, "two.png");
  assert.equal(record.label, null);
});

test("the picture is saved with its boxes", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", ROOM);
  await boxes(page, 3);
  const { name, content } = await saved(page, "#save");
  assert.equal(name, "faces_room_faces.png");
  assert.equal(
    content.readUInt32BE(16),
    800,
    "enlarged, so that text is sharp",
  );
  assert.equal(content.readUInt32BE(20), 480);
  const green = await page.evaluate(async (text) => {
    const part = (name) => import(new URL(name, document.baseURI));
    const { openPicture } = await part("picture.js");
    const { pixels } = await part("pixels.js");
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const { bitmap } = await openPicture(new File([bytes], ""));
    const { data, width } = pixels(bitmap);
    const at = 4 * (width * 182 + Math.round(54 + 52)); // on a box's upper edge
    return [...data.subarray(at, at + 3)];
  }, content.toString("base64"));
  assert.deepEqual(green, [22, 122, 72]);
});

test("the picture is shared where the browser can", async () => {
  const page = await visit(site);
  assert.ok(await page.isHidden("#share"), "Chromium on Linux cannot");
  await page.addInitScript(() => {
    navigator.canShare = ({ files }) => files[0].type.startsWith("image/");
    navigator.share = async ({ files }) => (window.shared = files[0].name);
  });
  await page.reload();
  await ready(page);
  await page.setInputFiles("#file", ROOM);
  await boxes(page, 3);
  await page.click("#share");
  await page.waitForFunction(() => window.shared === "faces_room_faces.png");
});

test("another model is chosen, and remembered", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
  const report = await readJson(SHIPPED.small, "report.json");
  const size = (report.size_bytes / 1e6).toFixed(1);
  const right = (100 * report.tflite_accuracy).toFixed(1);
  assert.ok(
    (await page.textContent("#choices")).includes(
      `Small ${size} MB · ${right} % accurate`,
    ),
  );
  await page.check("[value=accurate]");
  await waitForFace(page, python(TILTED, "ferplus")[0]);
  await page.reload();
  await ready(page);
  assert.ok(await page.isChecked("[value=accurate]"));
});

test("two cameras can be switched", async () => {
  const page = await visit(site);
  await page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const real = devices.getUserMedia.bind(devices);
    window.asked = [];
    devices.enumerateDevices = async () =>
      ["a", "b"].map((deviceId) => ({ kind: "videoinput", deviceId }));
    devices.getUserMedia = async ({ video: { width, height, ...which } }) => {
      asked.push(which);
      const stream = await real({ video: { width, height } });
      const facingMode = which.facingMode.exact ?? which.facingMode;
      stream.getVideoTracks()[0].getSettings = () => ({ facingMode });
      return stream;
    };
  });
  await page.click("#camera");
  await boxes(page, 3);
  assert.ok(await page.$("#video.mirrored"));
  await page.click("#turn");
  // No mirror to the back. The boxes of the camera before may still be there.
  await page.waitForSelector("#video:not(.mirrored)", { state: "attached" });
  await boxes(page, 3);
  assert.deepEqual(await page.evaluate(() => window.asked), [
    { facingMode: "user" },
    { facingMode: { exact: "environment" } },
  ]);
  assert.equal(await page.evaluate(() => document.activeElement.id), "turn");
});

test("100 % fits into its row", async () => {
  const page = await visit(site);
  const rows = await page.$$eval("#bars li", ([best, ...others]) => {
    const number = best.querySelector("data");
    best.classList.add("best");
    number.textContent = "100 %";
    return {
      heights: [best, ...others].map((row) => row.offsetHeight),
      over: number.scrollWidth - number.clientWidth,
    };
  });
  assert.equal(new Set(rows.heights).size, 1, `heights ${rows.heights}`);
  assert.ok(rows.over <= 0, `${rows.over} pixels too wide`);
});

test("a picture can be dropped, and ends the camera", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await boxes(page, 3);
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], "one.png"));
    const options = { dataTransfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
  }, TILTED.buffer.toString("base64"));
  await boxes(page, 1);
  assert.equal(await page.textContent("#camera"), "Use camera");
});

test("the answer is said once, and again only when it changes", async () => {
  const page = await visit(site);
  await page.evaluate(() => {
    window.said = [];
    const spoken = document.querySelector("#spoken");
    new MutationObserver(() => said.push(spoken.textContent)).observe(spoken, {
      childList: true,
    });
  });
  await page.click("#camera");
  await waitForText(page, "#spoken", /Face \d of 3/);
  await page.waitForTimeout(4000); // longer than the quiet between two
  const said = await page.evaluate(() => window.said);
  assert.ok(said.length <= 2, said.join(" | ")); // "Ready" may come before.
  assert.match(said.at(-1), /^.*\d+ %, Face \d of 3/);
});

test("nothing moves when an answer comes", async () => {
  for (const width of [360, 1280]) {
    const page = await visit(site, { viewport: { width, height: 800 } });
    await page.click("#camera");
    await page.waitForSelector("#history:not([hidden])");
    // Which is said once, when the page was kept: no answer brings it.
    await waitForText(page, "#offline", /offline/);
    await page.evaluate(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          const moved = sources.map(({ node }) => node?.id || node?.localName);
          shifts.push(`${value} ${moved}`);
        }
      }).observe({ type: "layout-shift" });
    });
    await boxes(page, 3);
    const place = await page.locator("#bars").boundingBox();
    await page.click("#freeze");
    await page.click("#freeze");
    await page.waitForTimeout(500);
    assert.deepEqual(await page.locator("#bars").boundingBox(), place);
    assert.deepEqual(await page.evaluate(() => window.shifts), [], `${width}`);
    await page.context().close();
  }
});

test("a picture may be chosen before the model is there", async () => {
  const page = await site.browser.newPage();
  await page.goto(site.url, { waitUntil: "domcontentloaded" });
  await page.waitForSelector("#choose:enabled");
  await page.setInputFiles("#file", TILTED);
  await ready(page);
  await waitForFace(page, python(TILTED)[0]);
});

test("a line tells the last seconds; a picture has none", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await boxes(page, 3);
  await waitForText(page, "#caption", /^\w+, over the last 30 seconds$/);
  await page.waitForFunction(
    () => document.querySelector("#line").getAttribute("points").split(" ")[1],
  );
  await waitForText(page, "#badge", /^\d+ frames\/s · \d+ ms$/);
  await page.setInputFiles("#file", TILTED);
  await boxes(page, 1);
  assert.ok(await page.isHidden("#history"));
  await waitForText(page, "#badge", /^\d+ ms$/);
});

test("the mirror can be turned off, and says what is saved", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await boxes(page, 3);
  const label = await page.getAttribute("#mirror", "aria-label");
  assert.match(label, /mirror does\. What is saved is not mirrored/);
  await page.click("#mirror");
  assert.equal(await page.$("#video.mirrored"), null);
  assert.equal(await page.getAttribute("#mirror", "aria-pressed"), "false");
  while (!((await largestLeft(page)) < 50)) await page.waitForTimeout(50);
});

test("a clip is recorded, with the faces marked", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await boxes(page, 3);
  await page.click("#record");
  await waitForText(page, "#record", /Stop · [1-9]/);
  const { name, content } = await saved(page, "#record");
  assert.match(name, /^faces\.(webm|mp4)$/);
  assert.ok(content.length > 5000, `${content.length} bytes`);
  assert.equal(await page.textContent("#record"), "Record");
});

test("photographs are saved as JPEG under their own names", async () => {
  const page = await visit(site);
  await page.click("[data-sample=astronaut]");
  await boxes(page, 1);
  const { name, content } = await saved(page, "#save");
  assert.equal(name, "astronaut_faces.jpg");
  assert.equal(content.readUInt16BE(0), 0xffd8);
});

test("faces are numbered row by row", async () => {
  const page = await visit(site);
  await page.click("[data-sample=group]");
  await boxes(page, 6);
  const numbers = await page.$$eval(".face", (all) => {
    const row = (box) => parseFloat(box.style.top) > 50;
    const left = (box) => parseFloat(box.style.left);
    return all
      .sort((a, b) => row(a) - row(b) || left(a) - left(b))
      .map((box) => box.ariaLabel.slice(0, 7));
  });
  const expected = [1, 2, 3, 4, 5, 6].map((number) => `Face ${number}:`);
  assert.deepEqual(numbers, expected);
});

test("labels do not cover each other on a phone", async () => {
  const viewport = { width: 360, height: 740 };
  const page = await visit(site, { viewport, locale: "de-DE" });
  await page.click("[data-sample=wall]");
  await boxes(page, 3);
  const labels = await page.$$eval(".face span", (all) =>
    all.map((one) => one.getBoundingClientRect()).filter((one) => one.width),
  );
  assert.ok(labels.length > 0);
  for (const [at, one] of labels.entries()) {
    for (const other of labels.slice(at + 1)) {
      const beside = one.right <= other.left || other.right <= one.left;
      const above = one.bottom <= other.top || other.bottom <= one.top;
      assert.ok(beside || above, "two labels meet");
    }
  }
});

test("the page speaks German, labels too, and remembers a choice", async () => {
  const page = await visit(site, { locale: "de-DE" });
  assert.equal(await page.textContent("#camera"), "Kamera an");
  assert.equal(await page.getAttribute("html", "lang"), "de");
  await page.setInputFiles("#file", ROOM);
  const { label } = python(ROOM)[0];
  const translated = new RegExp(`^${WORDS.de.labels[label]}$`);
  await page.waitForSelector(".best .name");
  await waitForText(page, ".best .name", translated);
  const [record] = JSON.parse((await saved(page, "#data")).content);
  assert.equal(record.label, label, "programs are told as ever");
  await page.selectOption("#language", "en");
  await waitForText(page, ".best .name", new RegExp(`^${label}$`));
  assert.equal(await page.textContent("#camera"), "Use camera");
  await page.reload();
  await ready(page);
  assert.equal(await page.textContent("#camera"), "Use camera");
});

test("both languages have every word", () => {
  const [one, other] = Object.values(WORDS).map((all) => Object.keys(all));
  assert.deepEqual(one, other);
});

test("the page is not held up while faces are read", async () => {
  const page = await visit(site);
  assert.equal(page.workers().length, 1);
  const before = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => /litert|detector\.js/.test(name))
      .map(({ name }) => name.split("/").at(-1)),
  );
  // The page itself loads the bytes, but runs none of it.
  assert.deepEqual(before, ["litert_wasm_internal.wasm"]);
  await page.evaluate(() => {
    window.said = [];
    const answer = document.querySelector("#answer");
    const note = () => said.push(answer.textContent);
    new MutationObserver(note).observe(answer, { childList: true });
  });
  await page.setInputFiles("#file", ROOM);
  await boxes(page, 3);
  const [first] = await page.evaluate(() => window.said);
  assert.equal(first, WORDS.en.reading);
});
