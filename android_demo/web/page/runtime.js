/** LiteRT.js: the build of it that this browser can run, started once. */

import { InputError } from "./errors.js";
import { loadLiteRt, supportsFeature } from "./litert/index.js";

const WASM = "litert/wasm/";
// A function that uses a 128-bit vector, which every build needs.
const SIMD = [
  [0, 97, 115, 109, 1, 0, 0, 0],
  [1, 5, 1, 96, 0, 1, 123],
  [3, 2, 1, 0],
  [10, 8, 1, 6, 0, 65, 0, 253, 15, 11],
].flat();
let started = null;

/**
 * Returns the path of the build that fits this browser, without its suffix.
 *
 * @throws {InputError} There is none.
 */
export async function runtimePath() {
  if (!globalThis.WebAssembly?.validate(Uint8Array.from(SIMD))) {
    throw new InputError("tooOld");
  }
  const relaxed = await supportsFeature("relaxedSimd");
  const name = relaxed ? "litert_wasm_internal" : "litert_wasm_compat_internal";
  return WASM + name;
}

/**
 * Starts LiteRT.js, unless it runs.
 *
 * @param {Uint8Array} [wasm] The build's WebAssembly; fetched without it,
 *     whatever type its host calls it.
 * @throws {InputError} It does not start; retry in another worker.
 */
export function startRuntime(wasm) {
  started ??= start(wasm);
  return started;
}

async function start(given) {
  const path = await runtimePath();
  const script = `${path}.js`;
  try {
    const wasm = given ?? (await fetched(`${path}.wasm`));
    await new Promise((resolve, reject) => {
      // The script reads its settings from this global.
      self.Module = settings(wasm, reject);
      loadLiteRt(new URL(script, import.meta.url).href).then(resolve, reject);
    });
  } catch (error) {
    throw new InputError(cause(error), true);
  }
}

async function fetched(path) {
  const answer = await fetch(new URL(path, import.meta.url));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return await answer.arrayBuffer();
}

/** Returns the cause of an error as a key of `words.js`. */
function cause(error) {
  const text = String(error?.message ?? error);
  if (/unsafe-eval|Content.Security.Policy|CSP/i.test(text)) return "forbidden";
  if (error instanceof WebAssembly.CompileError) return "partDamaged";
  if (error instanceof RangeError || /memory/i.test(text)) return "noMemory";
  return "partMissing";
}

/** Returns how the script is to load its WebAssembly, and where to write. */
function settings(wasm, fail) {
  return {
    // It logs its start as if that were an error.
    print: () => {},
    printErr: (text) => {
      if (!/^(INFO|WARNING|VERBOSE)/.test(text)) console.debug(text);
    },
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(wasm, imports).then(
        ({ instance, module }) => done(instance, module),
        fail,
      );
      return {};
    },
  };
}
