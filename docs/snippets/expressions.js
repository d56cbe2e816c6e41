import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";

await loadLiteRt("/wasm/"); // a copy of node_modules/@litertjs/core/wasm
const model = await loadAndCompile("/model.tflite", { accelerator: "wasm" });
const { labels } = await (await fetch("/model.json")).json();

/** Takes the ImageData of a canvas; returns a probability per label. */
export async function classify({ data, width, height }) {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i); // without alpha
  }
  const pixels = new Tensor(rgb, [1, height, width, 3]);
  const [answer] = await model.run(pixels);
  const probabilities = answer.toTypedArray();
  for (const tensor of [pixels, answer]) tensor.delete(); // or memory leaks
  return Object.fromEntries(labels.map((label, i) => [label, probabilities[i]]));
}
