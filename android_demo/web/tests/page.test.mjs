/** What a person does with the page: camera, picture, keyboard. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  fakeCamera,
  file,
  open,
  ready,
  shown,
  visit,
  waitForText,
} from "./browser.mjs";
import { png, redAndBlue } from "./pictures.mjs";

let site;

before(async () => {
  site = await open(fakeCamera);
});
after(() => site?.close());

async function press(page, selector, ...keys) {
  await page.focus(selector);
  for (const key of keys) await page.keyboard.press(key);
}

test("a camera's frames are read, and smoothed over time", async () => {
  const page = await visit(site);
  await page.click("#camera");
  assert.equal(await waitForText(page, "#answer", /green/), "green");
  const pace = await waitForText(page, "#pace", /frames\/s/);
  assert.match(pace, /^\d+ frames\/s · crop \d+\.\d ms · classify \d+\.\d ms$/);
  const sum = (await shown(page)).reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - 1) < 0.02, `probabilities add up to ${sum}`);

  await page.click("#camera");
  assert.equal(await waitForText(page, "#answer", /No face/), "No face yet");
  assert.deepEqual(await shown(page), [0, 0, 0, 0, 0]);
  const track = await page.evaluate(
    () => document.querySelector("video").srcObject,
  );
  assert.equal(track, null, "the camera is off");
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

test("left and right are the mirror's, and keys move the square", async () => {
  const page = await visit(site);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // "Use camera" comes first
  await waitForText(page, "#answer", /green/);
  await press(page, "#size", "Home");
  await press(page, "#across", "Home");
  await waitForText(page, "#answer", /blue/); // The wall to the right is blue.
  await press(page, "#across", "End");
  await waitForText(page, "#answer", /red/);
});

test("a picture is read again whenever the square moves", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", file("two.png", redAndBlue()));
  await waitForText(page, "#answer", /Unsure/);
  await waitForText(page, "#detail", /perhaps (red|blue), \d+ %/);
  await press(page, "#size", "PageDown", "PageDown", "PageDown");
  await press(page, "#across", "Home");
  await waitForText(page, "#answer", /red/);
  await press(page, "#across", "End");
  await waitForText(page, "#answer", /blue/);
});

test("the square is dragged, and resized by its corner", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", file("two.png", redAndBlue()));
  await waitForText(page, "#answer", /Unsure/);
  await drag(page, "#guide .corner", [-60, -60]);
  const small = await page.locator("#guide").boundingBox();
  await drag(page, "#guide", [-400, 0], { x: small.width / 2, y: 20 });
  await waitForText(page, "#answer", /red/);
  const moved = await page.locator("#guide").boundingBox();
  const stage = await page.locator("#stage").boundingBox();
  assert.ok(Math.abs(moved.x - stage.x) < 2, "it stops at the picture's edge");
  assert.ok(Math.abs(moved.width - small.width) < 2, "it keeps its size");
});

async function drag(page, selector, [x, y], position) {
  const box = await page.locator(selector).boundingBox();
  const from = position ?? { x: box.width / 2, y: box.height / 2 };
  await page.mouse.move(box.x + from.x, box.y + from.y);
  await page.mouse.down();
  await page.mouse.move(box.x + from.x + x, box.y + from.y + y, { steps: 4 });
  await page.mouse.up();
}

test("a picture can be dropped, and ends the camera", async () => {
  const page = await visit(site);
  await page.click("#camera");
  await waitForText(page, "#answer", /green/);
  const red = png(40, 40, () => [230, 20, 20]).toString("base64");
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], "red.png"));
    const options = { dataTransfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent("dragover", options));
    document.body.dispatchEvent(new DragEvent("drop", options));
  }, red);
  await waitForText(page, "#answer", /red/);
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
  await waitForText(page, "#spoken", /green/);
  await page.waitForTimeout(4000); // longer than the quiet between two
  const said = await page.evaluate(() => window.said);
  assert.equal(said.length, 1, said.join(" | "));
  assert.match(said[0], /^green, \d+ %$/);
});

test("a picture may be chosen before the model is there", async () => {
  const page = await site.browser.newPage();
  await page.goto(site.url, { waitUntil: "domcontentloaded" });
  const red = file(
    "red.png",
    png(40, 40, () => [230, 20, 20]),
  );
  await page.setInputFiles("#file", red);
  await ready(page);
  await waitForText(page, "#answer", /red/);
});
