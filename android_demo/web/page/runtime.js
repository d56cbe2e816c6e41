/** LiteRT.js: the build of it that this browser can run, started once. */

import { InputError, reason } from "./errors.js";
import { loadLiteRt, supportsFeature } from "./litert/index.js";

let started = null;

/** Returns the name of the build that fits this browser. */
export async function runtimeName() {
  const relaxed = await supportsFeature("relaxedSimd");
  return relaxed ? "litert_wasm_internal" : "litert_wasm_compat_internal";
}

/** Starts LiteRT.js, unless it runs. */
export function startRuntime() {
  started ??= start();
  return started;
}

async function start() {
  // LiteRT.js would wake the graphics card, which no int8 model uses.
  Object.defineProperty(navigator, "gpu", {
    value: undefined,
    configurable: true,
  });
  try {
    const name = await runtimeName();
    await loadLiteRt(new URL(`litert/wasm/${name}.js`, document.baseURI).href);
  } catch (error) {
    started = null;
    throw new InputError(
      "Expected a browser that runs WebAssembly with SIMD. Received: " +
        `${reason(error)}. Update the browser, or reload the page.`,
    );
  }
}
