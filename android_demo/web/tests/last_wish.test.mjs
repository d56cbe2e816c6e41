/** The visitor's latest request wins. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  fakeCamera,
  file,
  open,
  python,
  ROOM,
  TILTED,
  visit,
  waitForFace,
  waitForText,
} from "./browser.mjs";
import { transparent } from "./pictures.mjs";

let site;
before(async () => {
  site = await open(fakeCamera);
});
after(() => site?.close());

function boxes(page, count) {
  return page.waitForFunction(
    (wanted) => document.querySelectorAll(".face").length === wanted,
    count,
  );
}

/**
 * Puts cameras into a page: `cameras.tracks` are all that were opened;
 * `cameras.answer(which)` may wait or throw before one opens.
 */
async function fakeCameras(page) {
  await page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const real = devices.getUserMedia.bind(devices);
    window.cameras = { tracks: [], answer: async () => {} };
    devices.enumerateDevices = async () =>
      ["a", "b"].map((deviceId) => ({ kind: "videoinput", deviceId }));
    devices.getUserMedia = async ({ video: { width, height, ...which } }) => {
      await cameras.answer(which);
      const stream = await real({ video: { width, height } });
      const [track] = stream.getVideoTracks();
      const deviceId = which.deviceId?.exact ?? "a";
      track.getSettings = () => ({ deviceId });
      cameras.tracks.push(track);
      return stream;
    };
  });
}

function live(page) {
  return page.evaluate(
    () => cameras.tracks.filter((one) => one.readyState === "live").length,
  );
}

test("the picture before does not show through a transparent one", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", ROOM);
  await boxes(page, 3);
  const { width, height } = { width: 400, height: 240 }; // as the one before
  const nothing = file("nothing.png", transparent(width, height));
  await page.setInputFiles("#file", nothing);
  await waitForText(page, "#answer", /^No face found$/);
  await page.click("#save"); // what is saved is empty, too
  const left = await page.evaluate(async () => {
    const canvas = document.querySelector("#picture");
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    return data.some((value) => value > 0);
  });
  assert.ok(!left, "nothing is left of the first one");
});

test("two quick switches leave one camera, and stopping none", async () => {
  const page = await visit(site);
  await fakeCameras(page);
  await page.click("#camera");
  await boxes(page, 3);
  await page.evaluate(() => {
    let asked = 0;
    cameras.answer = () =>
      new Promise((resolve) =>
        setTimeout(resolve, (asked += 1) === 1 ? 600 : 100),
      );
    document.querySelector("#turn").click();
    document.querySelector("#turn").click();
  });
  await page.waitForFunction(() => cameras.tracks.length === 3);
  await page.waitForTimeout(300);
  assert.equal(await live(page), 1);
  await page.click("#camera");
  await waitForText(page, "#answer", /Ready/);
  assert.equal(await live(page), 0);
});

test("a picture wins over a camera that was asked for before", async () => {
  const page = await visit(site);
  await fakeCameras(page);
  await page.evaluate(() => {
    cameras.answer = () => new Promise((resolve) => (cameras.allow = resolve));
  });
  await page.click("#camera");
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
  await page.evaluate(() => cameras.allow());
  await page.waitForFunction(() => cameras.tracks.length === 1);
  assert.equal(await live(page), 0);
  await page.waitForTimeout(500);
  assert.ok(await page.isVisible("#picture"));
  await waitForFace(page, python(TILTED)[0]);
});

test("the newer of two pictures wins, though the older comes last", async () => {
  const page = await visit(site);
  await page.evaluate(() => {
    const real = window.createImageBitmap;
    window.createImageBitmap = async (source, ...others) => {
      if (source.name === "large.png") {
        await new Promise((resolve) => (window.finish = resolve));
      }
      return real(source, ...others);
    };
  });
  await page.setInputFiles("#file", { ...ROOM, name: "large.png" });
  await page.waitForFunction(() => window.finish);
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
  await page.evaluate(() => window.finish());
  await page.waitForTimeout(800);
  assert.equal(await page.locator(".face").count(), 1);
  await waitForFace(page, python(TILTED)[0]);
});

test("a second camera that is busy gives the first one back", async () => {
  const page = await visit(site);
  await fakeCameras(page);
  await page.click("#camera");
  await boxes(page, 3);
  await page.evaluate(() => {
    cameras.answer = async ({ deviceId }) => {
      if (deviceId?.exact === "b")
        throw new DOMException("", "NotReadableError");
    };
  });
  await page.click("#turn");
  await waitForText(page, "#message", /The camera does not answer/);
  await boxes(page, 3);
  assert.equal(await live(page), 1);
  assert.equal(await page.textContent("#camera"), "Stop camera");
});

test("the chooser opens the camera that was chosen", async () => {
  const page = await visit(site);
  await fakeCameras(page);
  await page.click("#camera");
  await boxes(page, 3);
  const names = await page.$$eval("#cameras option", (all) =>
    all.map((one) => one.textContent),
  );
  assert.deepEqual(names, ["Camera 1", "Camera 2"]);
  await page.selectOption("#cameras", "b");
  await page.waitForFunction(() => cameras.tracks.length === 2);
  await boxes(page, 3);
  assert.equal(await page.inputValue("#cameras"), "b");
  assert.equal(await live(page), 1);
});

test("a frozen picture stays when the camera goes away", async () => {
  const page = await visit(site);
  await fakeCameras(page);
  await page.click("#camera");
  await boxes(page, 3);
  await page.click("#freeze");
  await page.evaluate(() =>
    cameras.tracks[0].dispatchEvent(new Event("ended")),
  );
  await waitForText(page, "#message", /The camera has gone/);
  await boxes(page, 3);
  assert.ok(await page.isVisible("#picture"));
  assert.ok(await page.isEnabled("#save"));
  assert.equal(await page.textContent("#camera"), "Use camera");
});

test("the model that answers is the one that is marked", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", TILTED);
  await waitForFace(page, python(TILTED)[0]);
  await page.route("**/accurate/model.tflite", (route) => route.abort());
  await page.check("[value=accurate]");
  await waitForText(page, "#message", /could not be loaded/);
  assert.ok(await page.isChecked("[value=small]"));
  await page.unroute("**/accurate/model.tflite");
  await page.click("#again");
  await waitForFace(page, python(TILTED, "ferplus")[0]);
  assert.ok(await page.isChecked("[value=accurate]"));
});

test("a slow model does not overtake the one chosen after it", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", TILTED);
  await page.route("**/accurate/model.tflite", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue().catch(() => {}); // The request was aborted.
  });
  await page.check("[value=accurate]");
  await page.check("[value=small]");
  await page.waitForTimeout(1800);
  await waitForFace(page, python(TILTED)[0]);
  assert.ok(await page.isChecked("[value=small]"));
  assert.ok(await page.isHidden("#message"));
});
