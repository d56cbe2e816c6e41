/** The models that come with the page: loads one, offers the others. */

import { download, downloadBytes } from "./download.js";

const REMEMBERED = "model"; // the last choice, in the browser's storage

/** Returns what `models.json` says: `{id, title, bytes, figures, latency}`. */
export async function listModels() {
  return (await download("models/models.json")).json();
}

/** Returns the model to start with: the last choice, or the first. */
export function preferred(models) {
  let last = null;
  try {
    last = localStorage.getItem(REMEMBERED);
  } catch {
    // Storage may be forbidden; then nothing is remembered.
  }
  return models.find(({ id }) => id === last) ?? models[0];
}

/** Remembers a choice for the next visit. */
export function remember({ id }) {
  try {
    localStorage.setItem(REMEMBERED, id);
  } catch {
    // As above.
  }
}

/** Returns the paths of a model's two files. */
export function filesOf({ id }) {
  return [`models/${id}/model.tflite`, `models/${id}/model.json`];
}

/** Returns a model's two files: `[bytes, text]`. */
export async function loadModel(model, progress) {
  const [tflite, json] = filesOf(model);
  progress.expect(model.bytes);
  return Promise.all([
    downloadBytes(tflite, progress),
    download(json).then((response) => response.text()),
  ]);
}

/**
 * Returns a radio button per model, with size, accuracy and speed.
 *
 * @param {object[]} models What `listModels` returns.
 * @param {string} chosen Its id.
 * @param {(model: object) => void} onChoose
 */
export function offer(models, chosen, onChoose) {
  return models.map((model) => {
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "model";
    input.value = model.id;
    input.checked = model.id === chosen;
    input.addEventListener("change", () => onChoose(model));
    const text = document.createElement("span");
    text.className = "about";
    text.textContent = about(model);
    const title = document.createElement("strong");
    title.textContent = model.title;
    const label = document.createElement("label");
    label.className = "choice";
    label.append(input, title, " ", text);
    return label;
  });
}

function about({ bytes, figures, latency }) {
  const told = [`${(bytes / 1e6).toFixed(1)} MB`];
  const right = figures?.tflite_accuracy;
  if (right) told.push(`${(100 * right).toFixed(1)} % right`);
  if (latency) told.push(`${latency.toFixed(1)} ms`);
  return told.join(" · ");
}
