/*
 * Reads with @vladmandic/face-api in Node.js, on TensorFlow.js' WebAssembly.
 *
 * Detected by its default detector (SSD MobileNet), aligned by its landmarks.
 */
const path = require('path');
const { modules, SIDE, answer } = require('./common.cjs');

const tf = require(path.join(modules, '@tensorflow/tfjs'));
const wasm = require(path.join(modules, '@tensorflow/tfjs-backend-wasm'));
const faceApi = require(
  path.join(modules, '@vladmandic/face-api/dist/face-api.node-wasm.js'));

async function read(pixels) {
  const found = await faceApi.detectAllFaces(pixels)
    .withFaceLandmarks().withFaceExpressions();
  return found.map(({ detection: { box }, expressions }) => ({
    label: expressions.asSortedArray()[0].expression,
    box: [box.x, box.y, box.width, box.height],
  }));
}

async function classify(bytes) {
  const grey = tf.tensor3d(bytes, [SIDE, SIDE, 1], 'int32');
  const colours = tf.tile(grey, [1, 1, 3]);
  const found = await faceApi.nets.faceExpressionNet
    .predictExpressions(colours);
  tf.dispose([grey, colours]);
  return Object.fromEntries(
    found.asSortedArray().map((one) => [one.expression, one.probability]));
}

async function main() {
  const folder = path.join(modules, '@tensorflow/tfjs-backend-wasm/dist/');
  wasm.setWasmPaths(folder);
  await tf.setBackend('wasm');
  await tf.ready();
  const models = path.join(modules, '@vladmandic/face-api/model');
  for (const name of ['ssdMobilenetv1', 'faceLandmark68Net',
    'faceExpressionNet']) {
    await faceApi.nets[name].loadFromDisk(models);
  }
  await answer({ tf, read, classify });
}

main();
