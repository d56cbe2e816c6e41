/** The page: what the user can do, and what is shown for it. */

import { closeCamera, hasOthers, openCamera, otherCamera } from "./camera.js";
import { describeModel } from "./card.js";
import { download, downloadBytes, Progress } from "./download.js";
import { InputError, reason } from "./errors.js";
import { openFinder } from "./finder.js";
import { openModel } from "./model.js";
import { filesOf, listModels, loadModel, offer } from "./models.js";
import { preferred, remember } from "./models.js";
import { keepOffline } from "./offline.js";
import { openPicture, showPicture } from "./picture.js";
import { Reader } from "./reader.js";
import { Results } from "./results.js";
import { runtimeName, startRuntime } from "./runtime.js";
import { annotated, canShare, save, share, toJson } from "./saving.js";
import { Stage } from "./stage.js";

const PACE_SHOWN_EVERY = 500; // milliseconds
const CLOSER = "Come closer, into the light.";
const OTHER_PICTURE = "Try one with a larger, brighter face.";
const FRONT = { facingMode: "user" };
const FINDER = "finder/finder.tflite";

const page = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [
    element.id,
    element,
  ]),
);
const results = new Results(page);
const stage = new Stage(page, choose);
const reader = new Reader(showFaces);
let still = null; // a picture or a frozen frame: {image, name}
let last = null; // what was read: {image, faces}
let chosen; // number of a face
let mirrored = false; // the camera
let paceShown = 0; // when, in milliseconds

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
  if (canShare()) page.share.hidden = false;
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
    if (!reader.model) results.clear("Not loaded");
    throw error;
  }
  performance.mark("model-ready");
  if (await keepOffline(filesOf(model))) {
    page.offline.textContent = "Works offline.";
  }
}

async function loadAll(model, progress) {
  const sizes = await (await download("files.json")).json();
  progress.expect(sizes[FINDER]);
  progress.expect(sizes[`litert/wasm/${await runtimeName()}.wasm`]);
  const finder = Promise.all([
    downloadBytes(FINDER, progress),
    startRuntime(progress),
  ]).then(([network]) => openFinder(network));
  // Without the model, faces are found for one of the user's own.
  const ready = finder.then((opened) => (reader.finder = opened));
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
    if (reader.model) return;
    const percent = Math.round(100 * share);
    page.detail.textContent = share < 1 ? `${percent} %` : "Starting";
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
  const old = reader.model;
  reader.model = model;
  results.prepare(model.labels);
  page.card.replaceChildren(
    ...describeModel(model.settings, model.imageSize).flatMap(asTerms),
  );
  if (!page.video.srcObject && !still) results.clear("Ready");
  await old?.close();
  if (still) await reader.read(still.image);
}

function asTerms([term, description]) {
  return [
    Object.assign(document.createElement("dt"), { textContent: term }),
    Object.assign(document.createElement("dd"), { textContent: description }),
  ];
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

async function choosePicture(blob, name) {
  const image = await openPicture(blob);
  stopCamera();
  await setStill(image, name, false);
  if (!reader.model || !reader.finder) return; // It is read when they are.
  await reader.read(image);
}

/** Shows a picture that stays. */
async function setStill(image, name, flipped) {
  await showPicture(page.picture, image);
  still = { image, name };
  stage.lay(page.picture, image, flipped);
}

async function startCamera(which) {
  stopCamera();
  page.camera.disabled = true;
  try {
    mirrored = await openCamera(page.video, which, cameraEnded);
    page.turn.hidden = !(await hasOthers());
  } finally {
    page.camera.disabled = false;
  }
  page.camera.textContent = "Stop camera";
  page.freeze.disabled = false;
  watch();
}

function watch() {
  still = null;
  page.freeze.textContent = "Freeze";
  layCamera();
  reader.watch(page.video).catch(report);
}

function layCamera() {
  const { videoWidth: width, videoHeight: height } = page.video;
  stage.lay(page.video, { width, height }, mirrored);
}

/** Holds the last frame that was read, or goes on. */
async function freeze() {
  if (still) {
    watch();
  } else if (last) {
    reader.stop();
    page.freeze.textContent = "Go on";
    await setStill(last.image, "", mirrored);
  }
}

function stopCamera() {
  reader.stop();
  still = last = null;
  stage.show([]);
  offerSaving(false);
  if (!page.video.srcObject) return;
  closeCamera(page.video);
  page.camera.textContent = "Use camera";
  page.freeze.textContent = "Freeze";
  page.freeze.disabled = true;
  page.turn.hidden = true;
  stage.lay(page.empty);
  results.clear(reader.model ? "Ready" : "Loading");
}

function cameraEnded() {
  stopCamera();
  report(
    new InputError(
      "The camera has gone. Connect it again, or choose a picture.",
    ),
  );
}

/** Shows what was read. */
function showFaces(faces, image, pace) {
  last = { image, faces };
  if (!faces.some((face) => face.number === chosen)) {
    chosen = largest(faces)?.number;
  }
  showChosen();
  offerSaving(true);
  const now = performance.now();
  if (now - paceShown < PACE_SHOWN_EVERY && page.video.srcObject) return;
  page.pace.textContent = pace.text();
  paceShown = now;
}

function largest(faces) {
  const sizes = faces.map(({ box }) => box[2] * box[3]);
  return faces[sizes.indexOf(Math.max(...sizes))];
}

function showChosen() {
  const { faces } = last;
  stage.show(faces, chosen);
  const at = faces.findIndex((face) => face.number === chosen);
  if (at >= 0) results.show(faces[at], at + 1, faces.length);
  else results.clear("No face found", still ? OTHER_PICTURE : CLOSER);
}

function choose(number) {
  chosen = number;
  if (last) showChosen();
}

function offerSaving(possible) {
  for (const button of [page.share, page.save, page.data]) {
    button.disabled = !possible;
  }
}

function listen() {
  const on = (element, type, work) => {
    element.addEventListener(type, (event) => attempt(() => work(event)));
  };
  on(page.camera, "click", () =>
    page.video.srcObject ? stopCamera() : startCamera(FRONT),
  );
  on(page.turn, "click", async () =>
    startCamera(await otherCamera(page.video)),
  );
  on(page.freeze, "click", freeze);
  on(page.sample, "click", async () => {
    const response = await download("sample.jpg");
    await choosePicture(await response.blob(), "sample.jpg");
  });
  on(page.save, "click", async () =>
    save(await annotated(last.image, last.faces), "faces.png"),
  );
  on(page.share, "click", async () =>
    share(await annotated(last.image, last.faces)),
  );
  on(page.data, "click", () => {
    const { labels } = reader.model;
    const json = toJson(last.image, last.faces, labels, still?.name ?? "");
    save(new Blob([json], { type: "application/json" }), "faces.json");
  });
  // The camera was turned: its picture is as wide now as it was high.
  page.video.addEventListener("resize", () => {
    if (page.video.srcObject && !page.video.hidden) layCamera();
  });
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
  listenToDrops(on);
}

function listenToDrops(on) {
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

/** Takes what was chosen or dropped: a picture, or a model. */
async function take(files) {
  if (files.some((file) => /\.(tflite|json)$/.test(file.name))) {
    await chooseModel(files);
  } else if (files.length) {
    await choosePicture(files[0], files[0].name);
  }
}

listen();
attempt(start);
