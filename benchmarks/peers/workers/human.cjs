/*
 * Reads with @vladmandic/human in Node.js, on TensorFlow.js' WebAssembly.
 *
 * Detected by BlazeFace and refined by its face mesh, as it does by default.
 * What is not needed for expressions is off, and so is its cache, which reuses
 * answers from frame to frame. Its models lie in the package; TensorFlow.js
 * loads them by fetch, so fetch reads that folder here. Jobs are as for
 * face_api.cjs.
 */
const fs = require('fs');
const path = require('path');

const job = JSON.parse(fs.readFileSync(process.argv.at(-1), 'utf8'));
const modules = path.join(job.packages, 'node_modules');
const models = path.join(modules, '@vladmandic/human/models');
globalThis.fetch = async (url) =>
  new Response(fs.readFileSync(path.join(models, path.basename(url))));
const { Human } = require(
  path.join(modules, '@vladmandic/human/dist/human.node-wasm.js'));

const SIDE = 48;
const REPEATS = 3; // of a photograph, after one to warm up
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

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const now = () => (job.cpu_time ? 1000 * cpuSeconds() : performance.now());

const median = (values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function picture(file) {
  const folder = path.dirname(file);
  const start = `${path.basename(file, '.png')}.`;
  const name = fs.readdirSync(folder)
    .find((other) => other.startsWith(start) && other.endsWith('.rgb'));
  const [width, height] = name.split('.').at(-2).split('x').map(Number);
  const bytes = fs.readFileSync(path.join(folder, name));
  return tf.tensor3d(new Uint8Array(bytes), [height, width, 3], 'int32');
}

async function read(pixels) {
  const { face, error } = await human.detect(pixels);
  if (error) throw new Error(error);
  return face.map(({ emotion, box }) => ({ label: emotion[0].emotion, box }));
}

async function photograph(pixels) {
  await read(pixels);
  const times = [];
  let faces;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const start = now();
    faces = await read(pixels);
    times.push(now() - start);
  }
  return { ms: Math.min(...times), faces };
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

async function testFaces({ path: file, number }) {
  if (!number) return { faces: [], face_ms: null };
  const bytes = new Uint8Array(fs.readFileSync(file));
  const faces = [];
  const times = [];
  for (let index = 0; index < number; index += 1) {
    const one = bytes.subarray(
      index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
    const start = now();
    faces.push(await classify(one));
    times.push(now() - start);
  }
  return { faces, face_ms: median(times) };
}

async function main() {
  await human.load();
  const pictures = job.photographs.map(picture);
  await read(pictures[0]);
  const start = job.cpu_time
    ? cpuSeconds() : Date.now() / 1000 - job.began;
  const photographs = [];
  for (const pixels of pictures) photographs.push(await photograph(pixels));
  fs.writeFileSync(job.answer, JSON.stringify({
    start_seconds: start, photographs, ...await testFaces(job.faces),
  }));
}

main();
