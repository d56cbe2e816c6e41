/*
 * Reads with @vladmandic/face-api in Node.js, on TensorFlow.js' WebAssembly.
 *
 * Found by its default detector (SSD MobileNet), aligned by its landmarks. A
 * job is the same as that of the workers in Python; pictures are raw RGB with
 * their sizes in a name, `NAME.WIDTHxHEIGHT.rgb`, beside the PNG.
 */
const fs = require('fs');
const path = require('path');

const job = JSON.parse(fs.readFileSync(process.argv.at(-1), 'utf8'));
const modules = path.join(job.packages, 'node_modules');
const tf = require(path.join(modules, '@tensorflow/tfjs'));
const wasm = require(path.join(modules, '@tensorflow/tfjs-backend-wasm'));
const faceApi = require(
  path.join(modules, '@vladmandic/face-api/dist/face-api.node-wasm.js'));

const SIDE = 48;
const REPEATS = 3; // of a photograph, after one to warm up

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
  const found = await faceApi.detectAllFaces(pixels)
    .withFaceLandmarks().withFaceExpressions();
  return found.map(({ detection: { box }, expressions }) => ({
    label: expressions.asSortedArray()[0].expression,
    box: [box.x, box.y, box.width, box.height],
  }));
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

async function classify(bytes, number) {
  const grey = tf.tensor3d(
    bytes.subarray(number * SIDE * SIDE, (number + 1) * SIDE * SIDE),
    [SIDE, SIDE, 1], 'int32');
  const colours = tf.tile(grey, [1, 1, 3]);
  const found = await faceApi.nets.faceExpressionNet
    .predictExpressions(colours);
  tf.dispose([grey, colours]);
  return Object.fromEntries(
    found.asSortedArray().map((one) => [one.expression, one.probability]));
}

async function testFaces({ path: file, number }) {
  if (!number) return { faces: [], face_ms: null };
  const bytes = new Uint8Array(fs.readFileSync(file));
  const faces = [];
  const times = [];
  for (let index = 0; index < number; index += 1) {
    const start = now();
    faces.push(await classify(bytes, index));
    times.push(now() - start);
  }
  return { faces, face_ms: median(times) };
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
