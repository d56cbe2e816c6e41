/**
 * Builds the page: copies it, the model, and LiteRT.js into one folder that
 * any web server can serve.
 *
 *     node build.mjs [MODEL_FOLDER] [OUT]
 *
 * MODEL_FOLDER holds model.tflite and model.json, as export/to_tflite.py
 * writes them; without it, the model that the project ships.
 */

import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SHIPPED = path.join(HERE, "../../arm_tf/pretrained/ferplus/tflite");
export const OUT = path.join(HERE, "..", "..", "build", "web");
const MODEL_FILES = ["model.tflite", "model.json"];
const LITERT = path.join(HERE, "node_modules", "@litertjs");
const RUNTIMES = ["litert_wasm_internal", "litert_wasm_compat_internal"];
const BARE = 'from "@litertjs/wasm-utils"';

/**
 * Builds the page into a folder, which is replaced.
 *
 * @param {string} model Folder of model.tflite and model.json.
 * @param {string} out
 */
export async function build(model, out) {
  await checkModel(model);
  const temporary = `${out}.new`;
  await fs.rm(temporary, { recursive: true, force: true });
  await fs.cp(path.join(HERE, "page"), temporary, { recursive: true });
  await fs.mkdir(path.join(temporary, "model"));
  for (const name of MODEL_FILES) {
    await fs.copyFile(
      path.join(model, name),
      path.join(temporary, "model", name),
    );
  }
  await copyRuntime(path.join(temporary, "litert"));
  await listFiles(temporary);
  await fs.rm(out, { recursive: true, force: true });
  await fs.rename(temporary, out);
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

/** Copies what browsers need of LiteRT.js; a browser loads one runtime. */
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
  const core = await source(path.join(LITERT, "core", "dist", "index.js"));
  if (core.split(BARE).length !== 2) {
    throw new Error(
      `Expected one import ${BARE} in @litertjs/core. Received: another ` +
        "version of it. Run npm ci in android_demo/web.",
    );
  }
  // A browser resolves no package names.
  const text = core.replace(BARE, 'from "./wasm-utils.js"');
  await fs.writeFile(path.join(out, "index.js"), text);
}

/** Returns a script's text, without the source map that is left out. */
async function source(file) {
  const text = await fs.readFile(file, "utf8");
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

/** Writes files.json: what the service worker keeps. */
async function listFiles(folder) {
  const entries = await fs.readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => path.relative(folder, file).split(path.sep).join("/"))
    .filter((file) => file !== "service_worker.js")
    .sort();
  await fs.writeFile(
    path.join(folder, "files.json"),
    `${JSON.stringify(files, null, 1)}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [model = SHIPPED, out = OUT] = process.argv.slice(2);
  try {
    await build(path.resolve(model), path.resolve(out));
    console.log(`Built ${path.relative(process.cwd(), out) || out}`);
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 2;
  }
}
