/** LiteRT.js: the build of it that this browser can run, started once. */

import { download } from "./download.js";
import { InputError, reason } from "./errors.js";
import { loadLiteRt, supportsFeature } from "./litert/index.js";

const WASM = "litert/wasm/";
let started = null;

/** Returns the name of the build that fits this browser. */
export async function runtimeName() {
  const relaxed = await supportsFeature("relaxedSimd");
  return relaxed ? "litert_wasm_internal" : "litert_wasm_compat_internal";
}

/**
 * Starts LiteRT.js, unless it runs.
 *
 * @param {import("./download.js").Progress} [progress]
 */
export function startRuntime(progress) {
  started ??= start(progress);
  return started;
}

async function start(progress) {
  try {
    const path = `${WASM}${await runtimeName()}`;
    await new Promise((resolve, reject) => {
      // The script takes what this global says for its own settings.
      self.Module = settings(`${path}.wasm`, progress, reject);
      const script = new URL(`${path}.js`, document.baseURI).href;
      loadLiteRt(script).then(resolve, reject);
    });
  } catch (error) {
    started = null;
    if (error instanceof InputError) throw error;
    throw new InputError(
      "This browser is too old for the page: it does not run WebAssembly " +
        `with SIMD (${reason(error)}). Update it, or try another browser.`,
    );
  }
}

/** Returns how the script is to load its WebAssembly, and where to write. */
function settings(file, progress, fail) {
  return {
    // It tells of its start as if that were an error.
    print: () => {},
    printErr: (text) => {
      if (!/^(INFO|WARNING|VERBOSE)/.test(text)) console.debug(text);
    },
    instantiateWasm: (imports, done) => {
      instantiate(file, progress, imports).then(
        ({ instance, module }) => done(instance, module),
        fail,
      );
      return {};
    },
  };
}

/** Compiles a file while it comes; or afterwards, where its host gives it
 * another type, as many do. */
async function instantiate(file, progress, imports) {
  const response = await download(file, progress);
  if (response.headers.get("Content-Type") === "application/wasm") {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
