/** The page: what the user can do, and what is loaded for it. */

import { describeModel } from "./card.js";
import { download, downloadBytes, Progress } from "./download.js";
import { InputError, reason } from "./errors.js";
import { openFinder } from "./finder.js";
import { openModel } from "./model.js";
import { filesOf, listModels, loadModel, offer } from "./models.js";
import { preferred, remember } from "./models.js";
import { keepOffline } from "./offline.js";
import { runtimeName, startRuntime } from "./runtime.js";
import { canShare, save, share } from "./saving.js";
import { Session } from "./session.js";

const FINDER = "finder/finder.tflite";

const page = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [
    element.id,
    element,
  ]),
);
const session = new Session(page, report);

/** Does what the user asked for; what goes wrong is shown. */
async function attempt(work) {
  page.message.hidden = true;
  try {
    await work();
  } catch (error) {
    report(error);
  }
}

function report(error) {
  const known = error instanceof InputError;
  page.message.textContent = known
    ? error.message
    : `Something went wrong (${reason(error)}). Reload the page.`;
  page.message.hidden = false;
  page.message.scrollIntoView({ block: "nearest" });
}

/** Loads all that is needed, and keeps it for visits without a network. */
async function start() {
  page.share.hidden = !canShare();
  let model;
  try {
    const models = await listModels();
    model = preferred(models);
    page.choices.replaceChildren(
      ...offer(models, model.id, (one) => attempt(() => switchTo(one))),
    );
    page.models.hidden = models.length < 2;
    await withProgress((progress) => loadAll(model, progress));
  } catch (error) {
    if (!session.reader.model) session.results.clear("Not loaded");
    throw error;
  }
  performance.mark("model-ready");
  if (await keepOffline(filesOf(model))) {
    page.offline.textContent = "Works offline.";
  }
}

/** Loads LiteRT.js, face finder and model, all at once. */
async function loadAll(model, progress) {
  const sizes = await (await download("files.json")).json();
  progress.expect(sizes[FINDER]);
  progress.expect(sizes[`litert/wasm/${await runtimeName()}.wasm`]);
  const finder = Promise.all([
    downloadBytes(FINDER, progress),
    startRuntime(progress),
  ]).then(([network]) => openFinder(network));
  // Without the model, faces are found for one of the user's own.
  const ready = finder.then((opened) => session.useFinder(opened));
  const [files] = await Promise.all([loadModel(model, progress), ready]);
  await useModel(...files);
}

async function switchTo(model) {
  await withProgress(async (progress) => {
    await useModel(...(await loadModel(model, progress)));
  });
  remember(model);
}

async function withProgress(work) {
  page.progress.value = 0;
  page.progress.dataset.state = "running";
  const show = (share) => {
    page.progress.value = share;
    if (session.reader.model) return;
    const percent = Math.round(100 * share);
    page.detail.textContent = share < 1 ? `${percent} %` : "nearly there";
  };
  try {
    await work(new Progress(show));
  } finally {
    page.progress.dataset.state = "done";
  }
}

/** Takes another model; the one before stays where this one is refused. */
async function useModel(content, json) {
  const model = await openModel(content, json);
  page.card.replaceChildren(
    ...describeModel(model.settings, model.imageSize).flatMap(asTerms),
  );
  await session.useModel(model);
}

function asTerms([term, description]) {
  return [
    Object.assign(document.createElement("dt"), { textContent: term }),
    Object.assign(document.createElement("dd"), { textContent: description }),
  ];
}

/** Takes what was chosen or dropped: a picture, or a model. */
async function take(files) {
  if (files.some((file) => /\.(tflite|json)$/.test(file.name))) {
    await chooseModel(files);
  } else if (files.length) {
    await session.choosePicture(files[0], files[0].name);
  }
}

async function chooseModel(files) {
  const ends = (end) => files.find((file) => file.name.endsWith(end));
  const [tflite, json] = [ends(".tflite"), ends(".json")];
  if (files.length !== 2 || !tflite || !json) {
    throw new InputError(
      "Expected a .tflite file and its model.json, chosen together. " +
        `Received: ${files.map((file) => file.name).join(", ")}. Select both ` +
        "in the dialog.",
    );
  }
  const content = new Uint8Array(await tflite.arrayBuffer());
  await useModel(content, await json.text());
  for (const input of page.choices.querySelectorAll("input")) {
    input.checked = false;
  }
}

function on(element, type, work) {
  element.addEventListener(type, (event) => attempt(() => work(event)));
}

function listen() {
  on(page.camera, "click", () =>
    session.filming ? session.stopCamera() : session.startCamera(),
  );
  on(page.turn, "click", () => session.switchCamera());
  on(page.freeze, "click", () => session.freeze());
  on(page.sample, "click", async () => {
    const response = await download("sample.jpg");
    await session.choosePicture(await response.blob(), "sample.jpg");
  });
  on(page.save, "click", async () =>
    save(await session.picture(), "faces.png"),
  );
  on(page.share, "click", async () => share(await session.picture()));
  on(page.data, "click", () => save(session.json(), "faces.json"));
  for (const [button, input] of [
    [page.choose, page.file],
    [page.own, page.files],
  ]) {
    button.addEventListener("click", () => input.click());
    on(input, "change", () => {
      const files = [...input.files];
      input.value = ""; // so that the same file can be chosen again
      return take(files);
    });
  }
  listenToDrops();
}

function listenToDrops() {
  const dropping = (yes) => document.body.classList.toggle("dropping", yes);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    dropping(true);
  });
  addEventListener("dragleave", () => dropping(false));
  on(window, "drop", (event) => {
    event.preventDefault();
    dropping(false);
    return take([...event.dataTransfer.files]);
  });
}

listen();
attempt(start);
