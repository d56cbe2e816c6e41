/*
 * What the workers in Node.js share: they answer a job and time the answers.
 *
 * A job is the same as that of the workers in Python; pictures are raw RGB with
 * their sizes in a name, `NAME.WIDTHxHEIGHT.rgb`, beside the PNG.
 */
const fs = require('fs');
const path = require('path');

const job = JSON.parse(fs.readFileSync(process.argv.at(-1), 'utf8'));
const modules = path.join(job.packages, 'node_modules');

const SIDE = 48;
const REPEATS = 3; // of a photograph, after one to warm up

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const now = () => (job.cpu_time ? 1000 * cpuSeconds() : performance.now());

const median = (values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function picture(tf, file) {
  const folder = path.dirname(file);
  const start = `${path.basename(file, '.png')}.`;
  const name = fs.readdirSync(folder)
    .find((other) => other.startsWith(start) && other.endsWith('.rgb'));
  const [width, height] = name.split('.').at(-2).split('x').map(Number);
  const bytes = fs.readFileSync(path.join(folder, name));
  return tf.tensor3d(new Uint8Array(bytes), [height, width, 3], 'int32');
}

async function photograph(read, pixels) {
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

async function testFaces(classify, { path: file, number }) {
  if (!number) return { faces: [], face_ms: null };
  const bytes = new Uint8Array(fs.readFileSync(file));
  const faces = [];
  const times = [];
  for (let index = 0; index < number; index += 1) {
    const start = now();
    const one = bytes.subarray(
      index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
    faces.push(await classify(one));
    times.push(now() - start);
  }
  return { faces, face_ms: median(times) };
}

/*
 * Writes the job's answer. `tf` is the package's TensorFlow.js; `read` gives
 * `[{ label, box }]` of a picture, `classify` probabilities by name of a face.
 */
async function answer({ tf, read, classify }) {
  const pictures = job.photographs.map((file) => picture(tf, file));
  await read(pictures[0]);
  const start = job.cpu_time
    ? cpuSeconds() : Date.now() / 1000 - job.began;
  const photographs = [];
  for (const pixels of pictures) {
    photographs.push(await photograph(read, pixels));
  }
  fs.writeFileSync(job.answer, JSON.stringify({
    start_seconds: start, photographs, ...await testFaces(classify, job.faces),
  }));
}

module.exports = { modules, SIDE, answer };
