/**
 * Builds the page: copies it, the models, the face detector's network and
 * LiteRT.js into one folder that any web server can serve.
 *
 *     node build.mjs [MODEL_FOLDER] [OUT]
 *
 * MODEL_FOLDER holds model.tflite and model.json, as export/to_tflite.py
 * writes them; default: the bundled models. Next to every file is a compressed
 * FILE.br and FILE.gz, for servers that can send these.
 */

import fs from "node:fs/promises";
import path from "node:path";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

import { buildAbout } from "./about.mjs";
import { compress, QUALITY } from "./compress.mjs";
import { WORDS } from "./page/words.js";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PACKAGE = path.join(HERE, "../../arm_tf");
const MODULES = path.join(HERE, "node_modules");
export const OUT = path.join(HERE, "..", "..", "build", "web");
const MODEL_FILES = ["model.tflite", "model.json"];
// The first one is the default: the page opens in half the time.
const SHIPPED = [
  { id: "small", title: "Small", folder: shipped("mobile") },
  { id: "accurate", title: "Accurate", folder: shipped("ferplus") },
];
const DETECTOR = "face_detection_full_range";
const DETECTOR_SHA256 =
  "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3";
const WORKER = "service_worker.js";
const LITERT = path.join(MODULES, "@litertjs");
const RUNTIMES = ["litert_wasm_internal", "litert_wasm_compat_internal"];
// What is changed in LiteRT.js: browsers resolve no package names; and it would
// wake the graphics card, which these models do not use.
const CHANGES = {
  'from "@litertjs/wasm-utils"': 'from "./wasm-utils.js"',
  "await Environment.create()":
    "await Environment.create({ webGpuDevice: null })",
};

function shipped(name) {
  return path.join(PACKAGE, "pretrained", name, "tflite");
}

/**
 * Builds the page into a folder, which is replaced.
 *
 * @param {string | null} model Folder of model.tflite and model.json; null for
 *     the models that the project ships.
 * @param {string} out
 * @param {number} quality Of the compressed files, to 11; 0 for none.
 */
export async function build(model, out, quality = QUALITY) {
  const models = model
    ? [{ id: "model", title: path.basename(model), folder: model }]
    : SHIPPED;
  for (const { folder } of models) await checkModel(folder);
  const temporary = `${out}.new`;
  await fs.rm(temporary, { recursive: true, force: true });
  await fs.cp(path.join(HERE, "page"), temporary, { recursive: true });
  await writeWords(path.join(temporary, "index.html"));
  await buildAbout(temporary, !model);
  await copyModels(models, path.join(temporary, "models"));
  await copyDetector(path.join(temporary, "detector"));
  await copyRuntime(path.join(temporary, "litert"));
  await listFiles(temporary);
  if (quality) await compress(temporary, quality);
  await fs.rm(out, { recursive: true, force: true });
  await fs.rename(temporary, out);
}

/** Fills the page with the English texts. */
async function writeWords(file) {
  const say = (key) => {
    if (!(key in WORDS.en)) throw new Error(`There is no word "${key}".`);
    return WORDS.en[key].replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  };
  const html = await fs.readFile(file, "utf8");
  const told = html
    .replace(
      /data-label="(\w+)"/g,
      (all, key) => `${all} aria-label="${say(key)}"`,
    )
    .replace(
      /(data-word="(\w+)"[^>]*>)(?=<\/)/g,
      (all, tag, key) => tag + say(key),
    );
  await fs.writeFile(file, told);
}

async function checkModel(folder) {
  for (const name of MODEL_FILES) {
    await fs.access(path.join(folder, name)).catch(() => {
      throw new Error(
        `Expected ${MODEL_FILES.join(" and ")} in ${folder}. Received: no ` +
          `${name}. Export one with python export/to_tflite.py --out FOLDER.`,
      );
    });
  }
}

/** Copies the models, and writes models.json, which describes them. */
async function copyModels(models, out) {
  const list = [];
  for (const { id, title, folder } of models) {
    await fs.mkdir(path.join(out, id), { recursive: true });
    for (const name of MODEL_FILES) {
      await fs.copyFile(path.join(folder, name), path.join(out, id, name));
    }
    const { size } = await fs.stat(path.join(folder, MODEL_FILES[0]));
    const json = await fs.readFile(path.join(folder, MODEL_FILES[1]), "utf8");
    const { figures } = JSON.parse(json);
    list.push({
      id,
      title,
      bytes: size,
      figures,
      latency: await speed(folder),
    });
  }
  const text = `${JSON.stringify(list, null, 1)}\n`;
  await fs.writeFile(path.join(out, "models.json"), text);
}

/** Returns milliseconds a face on one thread of a desk; null if not known. */
async function speed(folder) {
  try {
    const report = await fs.readFile(path.join(folder, "report.json"), "utf8");
    return JSON.parse(report).latency_ms["1"] ?? null;
  } catch {
    return null;
  }
}

/** Copies the face detector's network and its licence. */
async function copyDetector(out) {
  const file = path.join(MODULES, "@mediapipe/face_detection", DETECTOR);
  const content = await fs.readFile(`${file}.tflite`).catch(() => "");
  const digest = createHash("sha256").update(content).digest("hex");
  if (digest !== DETECTOR_SHA256) {
    throw new Error(
      `Expected the face detector's network in ${file}.tflite. Received: ` +
        `${content ? "another file" : "no such file"}. Run npm ci in ` +
        "android_demo/web.",
    );
  }
  await fs.mkdir(out);
  await fs.writeFile(path.join(out, "detector.tflite"), content);
  const licence = path.join(PACKAGE, "faces", `${DETECTOR}.LICENSE.txt`);
  await fs.copyFile(licence, path.join(out, "LICENSE.txt"));
}

/** Copies the files of LiteRT.js that browsers need; each loads one build. */
async function copyRuntime(out) {
  const wasm = path.join(LITERT, "core", "wasm");
  await fs.mkdir(path.join(out, "wasm"), { recursive: true });
  for (const name of RUNTIMES.flatMap((name) => [
    `${name}.js`,
    `${name}.wasm`,
  ])) {
    await fs.copyFile(path.join(wasm, name), path.join(out, "wasm", name));
  }
  const utils = path.join(LITERT, "wasm-utils", "dist", "index.js");
  await fs.writeFile(path.join(out, "wasm-utils.js"), await source(utils));
  let core = await source(path.join(LITERT, "core", "dist", "index.js"));
  for (const [before, after] of Object.entries(CHANGES)) {
    core = replaceOnce(core, before, after);
  }
  await fs.writeFile(path.join(out, "index.js"), core);
}

/** Returns a script's text, without the source map that is left out. */
async function source(file) {
  const text = await fs.readFile(file, "utf8");
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

/**
 * Writes files.json: the version, and every file with its bytes. The service
 * worker is told the version, so that it never mixes two.
 */
async function listFiles(folder) {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = {};
  const digest = createHash("sha256");
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  for (const file of names) {
    const name = path.relative(folder, file).split(path.sep).join("/");
    const content = await fs.readFile(file);
    digest.update(`${name}\n`).update(content);
    if (name !== WORKER) files[name] = content.length;
  }
  const version = digest.digest("hex").slice(0, 16);
  const text = `${JSON.stringify({ version, files }, null, 1)}\n`;
  await fs.writeFile(path.join(folder, "files.json"), text);
  const worker = await fs.readFile(path.join(folder, WORKER), "utf8");
  const told = replaceOnce(worker, '"unbuilt"', `"${version}"`);
  await fs.writeFile(path.join(folder, WORKER), told);
}

/** Replaces a text that must occur exactly once. */
function replaceOnce(text, before, after) {
  if (text.split(before).length !== 2) {
    throw new Error(
      `Expected ${before} once. Received: another version of the file. Run ` +
        "npm ci in android_demo/web.",
    );
  }
  return text.replace(before, after);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [model, out = OUT] = process.argv.slice(2);
  console.log("Building; the first time, compressing takes some minutes.");
  try {
    await build(model ? path.resolve(model) : null, path.resolve(out));
    console.log(`Built ${path.relative(process.cwd(), out) || out}`);
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 2;
  }
}
