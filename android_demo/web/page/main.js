/** The page: what the user can do, and what is shown for it. */

import { closeCamera, listCameras, openCamera } from "./camera.js";
import { describeModel } from "./card.js";
import { InputError, reason } from "./errors.js";
import { Guide } from "./guide.js";
import { openModel } from "./model.js";
import { keepOffline } from "./offline.js";
import { openPicture, showPicture } from "./picture.js";
import { Reader } from "./reader.js";
import { Results } from "./results.js";
import { startRuntime } from "./runtime.js";

const CAMERA_GUIDE = 0.6; // share of the camera picture's shorter side

const page = Object.fromEntries(
  [...document.querySelectorAll("[id]")].map((element) => [
    element.id,
    element,
  ]),
);
let picture = null; // what `facePixels` takes; null while a camera runs
let mirrored = false; // the camera
const results = new Results(page);
const guide = new Guide(page.guide, page, () => {
  if (picture) attempt(() => reader.read(picture));
});
const reader = new Reader(guide, results, showPace);

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
    : `Something went wrong: ${reason(error)}. Reload the page.`;
  page.message.hidden = false;
  page.message.scrollIntoView({ block: "nearest" });
}

/** Starts with the page's own model. */
async function start() {
  try {
    await useOwnModel();
  } catch (error) {
    results.clear("No model");
    throw error;
  }
  performance.mark("model-ready");
  if (await keepOffline()) {
    page.offline.textContent = "It works offline, too.";
  }
}

async function useOwnModel() {
  const [content, json] = await Promise.all([
    fetched("model/model.tflite").then((r) => r.arrayBuffer()),
    fetched("model/model.json").then((r) => r.text()),
    startRuntime(), // meanwhile
  ]);
  await useModel(new Uint8Array(content), json);
}

async function fetched(path) {
  const response = await fetch(path);
  if (response.ok) return response;
  throw new InputError(
    `Expected the page's own ${path}. Received: status ${response.status}. ` +
      "Build the page again, or choose a model below.",
  );
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
  page.spoken.textContent = `Ready: ${model.settings.name ?? "the model"}`;
  await old?.close();
  if (picture) await reader.read(picture);
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
        "in the dialog, holding Ctrl or Shift, or drop both on the page.",
    );
  }
  const content = new Uint8Array(await tflite.arrayBuffer());
  await useModel(content, await json.text());
}

async function choosePicture(file) {
  const bitmap = await openPicture(file);
  stopCamera();
  picture?.source.close();
  const { width, height } = bitmap;
  picture = { source: bitmap, width, height };
  showPicture(page.picture, bitmap);
  // All of the picture is taken at first: perhaps it is a face already.
  const margin = reader.model?.settings.crop_margin ?? 0;
  lay(page.picture, picture, 1 / (1 + 2 * margin), false);
  await reader.read(picture);
}

async function startCamera(deviceId) {
  stopCamera();
  page.camera.disabled = true;
  try {
    const camera = await openCamera(page.video, deviceId, cameraEnded);
    mirrored = camera.mirrored;
    await offerCameras(camera.id);
  } finally {
    page.camera.disabled = false;
  }
  picture?.source.close();
  picture = null;
  page.camera.textContent = "Stop camera";
  layCamera();
  reader.watch(page.video).catch(report);
}

function layCamera() {
  const { videoWidth: width, videoHeight: height } = page.video;
  page.video.classList.toggle("mirrored", mirrored);
  lay(page.video, { width, height }, CAMERA_GUIDE, mirrored);
}

function stopCamera() {
  if (!page.video.srcObject) return;
  reader.stop();
  closeCamera(page.video);
  page.camera.textContent = "Use camera";
  lay(page.empty, { width: 4, height: 3 }, 1, false);
  results.clear();
  page.pace.hidden = true;
}

function cameraEnded() {
  stopCamera();
  report(
    new InputError(
      "Expected the camera to go on. Received: its end; perhaps it was " +
        "unplugged. Connect it and press the button again.",
    ),
  );
}

async function offerCameras(chosen) {
  const cameras = await listCameras();
  page.cameras.hidden = cameras.length < 2;
  page.which.replaceChildren(
    ...cameras.map(
      ({ id, name }) => new Option(name, id, false, id === chosen),
    ),
  );
}

/** Puts something onto the stage, and the square onto it. */
function lay(shown, extent, size, flipped) {
  for (const element of [page.video, page.picture, page.empty]) {
    element.hidden = element !== shown;
  }
  page.stage.style.setProperty("--aspect", extent.width / extent.height);
  guide.reset(extent, size, flipped);
  page.guide.hidden = page.place.hidden = shown === page.empty;
}

function showPace(pace) {
  const stages = pace
    .medians()
    .map(([stage, time]) => `${stage} ${time.toFixed(1)} ms`);
  const rate = pace.rate();
  if (rate) stages.unshift(`${rate.toFixed(0)} frames/s`);
  page.pace.textContent = stages.join(" · ");
  page.pace.hidden = false;
}

/** Takes what was chosen or dropped: a picture, or a model. */
async function take(files) {
  if (files.some((file) => /\.(tflite|json)$/.test(file.name))) {
    await chooseModel(files);
  } else if (files.length) {
    await choosePicture(files[0]);
  }
}

function listen() {
  page.camera.addEventListener("click", () => {
    const running = page.video.srcObject;
    attempt(() => (running ? stopCamera() : startCamera("")));
  });
  page.which.addEventListener("change", () => {
    attempt(() => startCamera(page.which.value));
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
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = ""; // so that the same file can be chosen again
      attempt(() => take(files));
    });
  }
  const dropping = (yes) => document.body.classList.toggle("dropping", yes);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    dropping(true);
  });
  addEventListener("dragleave", () => dropping(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    dropping(false);
    attempt(() => take([...event.dataTransfer.files]));
  });
}

listen();
attempt(start);
