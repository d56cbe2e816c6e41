/** Automated accessibility tests of the page. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import {
  fakeCamera,
  file,
  open,
  ROOM,
  TILTED,
  visit,
  waitForAnswer,
  waitForText,
} from "./browser.mjs";
import { redAndBlue } from "./pictures.mjs";

const require = createRequire(import.meta.url);
const axe = await fs.readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };

let site;
before(async () => {
  site = await open(fakeCamera);
});
after(() => site?.close());

/** Asserts that axe finds nothing wrong with what is shown. */
async function check(page, state, rules = {}) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (options) => window.axe.run(options),
    { rules },
  );
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes[0].html})`,
  );
  assert.deepEqual(found, [], state);
}

async function fitsItsScreen(page, state) {
  const [needed, there] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(needed <= there, `${state}: ${needed} > ${there} pixels wide`);
}

for (const colorScheme of ["light", "dark"]) {
  for (const [device, viewport] of Object.entries({ PHONE, DESK })) {
    test(`every state on a ${colorScheme} ${device}`, async () => {
      const page = await visit(site, { colorScheme, viewport });
      for (const summary of await page.$$("summary")) await summary.click();
      await check(page, "start");
      await page.click("#camera");
      await waitForAnswer(page);
      await check(page, "camera");
      await page.click("#freeze");
      await page.click("#all");
      await check(page, "frozen");
      await page.setInputFiles("#file", ROOM);
      await waitForText(page, "#count", /of 3/);
      await check(page, "three faces");
      await page.setInputFiles("#file", TILTED);
      await waitForText(page, "#count", /One face/);
      await check(page, "one face");
      await page.setInputFiles("#file", file("two.png", redAndBlue()));
      await waitForText(page, "#answer", /No face/);
      await check(page, "no face");
      await page.setInputFiles("#file", file("notes.png", "no picture"));
      await waitForText(page, "#message", /not a picture/);
      await check(page, "message");
      await fitsItsScreen(page, device);
      await page.context().close();
    });
  }
}

test("Tab reaches everything, in the order of the page", async () => {
  const page = await visit(site);
  await page.setInputFiles("#file", ROOM);
  await waitForText(page, "#count", /of 3/);
  const order = [];
  for (let presses = 0; presses < 15; presses++) {
    await page.keyboard.press("Tab");
    order.push(
      await page.evaluate(() => {
        const { id, className, value, localName } = document.activeElement;
        return id || className.split(" ")[0] || value || localName;
      }),
    );
    if (order.at(-1) === "summary") await page.keyboard.press("Enter");
  }
  assert.deepEqual(order, [
    "language",
    "face", // the chosen one
    "camera",
    "choose",
    "save",
    "data",
    "table",
    "all",
    "small", // the chosen model
    "summary",
    "summary",
    "own",
    "a",
    "a",
    "a",
  ]);
});

test("nothing moves for who does not want it", async () => {
  const page = await visit(site, { reducedMotion: "reduce" });
  const motion = await page.$eval(
    "#bars .track span",
    (bar) => getComputedStyle(bar).transitionDuration,
  );
  assert.equal(motion, "0s");
});

test("focus stays where it was, or goes to the picture", async () => {
  const page = await visit(site);
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.focus("#camera");
  await page.keyboard.press("Enter");
  await waitForAnswer(page);
  assert.equal(await focused(), "camera");
  await page.focus("#mirror");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "mirror");
  await page.click("#camera");
  await page.focus("[data-sample=wall]");
  await page.keyboard.press("Enter");
  await waitForText(page, "#count", /of 3/);
  assert.equal(await focused(), "frame");
});

test("on a phone on its side, the main button is in sight", async () => {
  const viewport = { width: 844, height: 390 };
  const page = await visit(site, { viewport });
  for (const id of ["camera", "choose", "answer"]) {
    const box = await page.locator(`#${id}`).boundingBox();
    assert.ok(box.y + box.height <= viewport.height, id);
  }
  await page.setInputFiles("#file", ROOM);
  await waitForText(page, "#count", /of 3/);
  await page.click("#all");
  const broken = await page.$$eval(".name", (all) =>
    all
      .filter((one) => one.getClientRects().length !== 1)
      .concat(all.filter((one) => one.offsetHeight > 36))
      .map((one) => one.textContent),
  );
  assert.deepEqual(broken, [], "labels that take two lines");
});

test("text of twice the size fits, and so do right-to-left bars", async () => {
  const page = await visit(site, { viewport: PHONE });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  await page.setInputFiles("#file", ROOM);
  await waitForText(page, "#count", /of 3/);
  await page.click("#all");
  await fitsItsScreen(page, "200 %");
  const cut = await page.$$eval("button, .name, strong, data", (all) =>
    all
      .filter((one) => one.offsetParent && !one.closest("#faces"))
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
      .map((one) => one.id || one.textContent),
  );
  assert.deepEqual(cut, []);
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
  });
  const [bar, track] = await page.$eval(".best .track", (one) =>
    [one.firstChild, one].map((part) => part.getBoundingClientRect().right),
  );
  assert.ok(Math.abs(bar - track) < 1, "a bar begins at the right");
});

/** Returns texts whose contrast to what lies behind them is below 4.5. */
function faintTexts(page) {
  return page.evaluate(() => {
    const numbers = (color) => color.match(/[\d.]+/g).map(Number);
    const luminance = (color) => {
      const [r, g, b] = numbers(color).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      const { backgroundColor } = getComputedStyle(element);
      const [, , , opacity = 1] = numbers(backgroundColor);
      return opacity ? backgroundColor : behind(element.parentElement);
    };
    const texts = "h1, h2, p, a, strong, data, legend, summary, .name";
    return [
      ...document.querySelectorAll(`${texts}, button:enabled, .face span`),
    ]
      .filter((one) => one.checkVisibility() && one.textContent.trim())
      .filter((one) => {
        const both = [getComputedStyle(one).color, behind(one)].map(luminance);
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05) < 4.5;
      })
      .map((one) => one.outerHTML);
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`in forced ${colorScheme} colours, all is told apart`, async () => {
    const options = { colorScheme, forcedColors: "active", viewport: PHONE };
    const page = await visit(site, options);
    await page.setInputFiles("#file", ROOM);
    await waitForText(page, "#count", /of 3/);
    await page.focus(".face[aria-pressed=true]");
    await page.keyboard.press("ArrowRight");
    // axe takes the colours that are replaced.
    await check(page, "forced", { "color-contrast": { enabled: false } });
    assert.deepEqual(await faintTexts(page), []);
    const seen = await page.evaluate(() => {
      const style = (where) => getComputedStyle(document.querySelector(where));
      return {
        page: style("body").backgroundColor,
        bar: style(".best .track span").backgroundColor,
        track: style(".track").borderTopStyle,
        chosen: style(".face[aria-pressed=true]").borderTopColor,
        other: style(".face[aria-pressed=false]").borderTopColor,
        focus: style(":focus-visible").outlineStyle,
        icon: style(".private svg").stroke,
        model: style(".choice:has(:checked)").outlineStyle,
      };
    });
    assert.notEqual(seen.bar, seen.page);
    assert.notEqual(seen.icon, seen.page);
    assert.notEqual(seen.chosen, seen.other);
    assert.equal(seen.track, "solid");
    assert.deepEqual([seen.focus, seen.model], ["solid", "solid"]);
    await page.evaluate(() => {
      document.querySelector(".face").classList.remove("sure");
    });
    const line = await page.$eval(
      ".face",
      (box) => getComputedStyle(box).borderTopStyle,
    );
    assert.equal(line, "dashed", "an unsure face");
    await page.context().close();
  });
}

test("the models' card and the source have a page that can be read", async () => {
  const page = await visit(site, { viewport: PHONE });
  await page.click("a[data-word=aboutCard]");
  await page.waitForURL(/about\/index\.html$/);
  assert.match(await page.textContent("h1"), /^Model card/);
  assert.doesNotMatch(await page.textContent("main"), /pipeline_tag/);
  await check(page, "card");
  await fitsItsScreen(page, "card");
  const links = await page.$$eval("main a", (all) =>
    all.map(({ href, textContent }) => [href, textContent]),
  );
  assert.ok(links.some(([, text]) => text === "main.js"));
  for (const [href] of links) {
    const { pathname, hash } = new URL(href);
    const found = hash
      ? await page.$(hash)
      : (await page.request.get(href)).ok() && pathname;
    assert.ok(found, href);
  }
  await page.click("nav a");
  await page.waitForURL(site.url);
});
