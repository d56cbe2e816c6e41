/*
 * Reads with @vladmandic/human in Node.js, on TensorFlow.js' WebAssembly.
 *
 * Detected by BlazeFace and refined by its face mesh, as it does by default.
 * What is not needed for expressions is off, and so is its cache, which reuses
 * answers from frame to frame. Its models lie in the package; TensorFlow.js
 * loads them by fetch, so fetch reads that folder here.
 */
const fs = require('fs');
const path = require('path');

const { modules, SIDE, answer } = require('./common.cjs');

const models = path.join(modules, '@vladmandic/human/models');
globalThis.fetch = async (url) =>
  new Response(fs.readFileSync(path.join(models, path.basename(url))));
const { Human } = require(
  path.join(modules, '@vladmandic/human/dist/human.node-wasm.js'));

// The order of its network's answers, as in its src/gear/emotion.ts.
const CLASSES = [
  'angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

const off = { enabled: false };
const human = new Human({
  backend: 'wasm',
  wasmPath: path.join(modules, '@tensorflow/tfjs-backend-wasm/dist/'),
  modelBasePath: 'https://models/',
  cacheSensitivity: 0,
  warmup: 'none',
  body: off,
  hand: off,
  object: off,
  gesture: off,
  segmentation: off,
  face: {
    detector: { maxDetected: 10 },
    iris: off,
    description: off,
    emotion: { minConfidence: 0 },
  },
});
const { tf } = human;

async function read(pixels) {
  const { face, error } = await human.detect(pixels);
  if (error) throw new Error(error);
  return face.map(({ emotion, box }) => ({ label: emotion[0].emotion, box }));
}

/* Its own rounds to hundredths; ECE wants what the network says. */
async function classify(bytes) {
  const found = tf.tidy(() => {
    const gray = tf.tensor4d(bytes, [1, SIDE, SIDE, 1], 'float32');
    const { emotion } = human.models.models;
    const side = emotion.inputs[0].shape[2];
    const resized = tf.image.resizeBilinear(tf.div(gray, 255), [side, side]);
    return emotion.execute(tf.mul(tf.sub(resized, 0.5), 2));
  });
  const values = await found.data();
  tf.dispose(found);
  return Object.fromEntries(CLASSES.map((name, i) => [name, values[i]]));
}

human.load().then(() => answer({ tf, read, classify }));
