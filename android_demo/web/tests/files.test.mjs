/** Reads model files of every make, and no file makes it hang. */

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { readEnds } from "../page/tflite.js";
import { readEntry } from "../page/zip.js";
import { crc32 } from "./pictures.mjs";

const LIMIT = 65536; // bytes
const DEMO = new URL("../../../tests/golden/demo_model/", import.meta.url);
const demo = new Uint8Array(await fs.readFile(new URL("model.tflite", DEMO)));

/** Returns a zip archive of one file, its places counted from `origin`. */
function zip(name, text, { deflate, origin = 0, comment = "" }) {
  const data = Buffer.from(text);
  const packed = deflate ? deflateRawSync(data) : data;
  const common = Buffer.alloc(26); // what both headers hold
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(deflate ? 8 : 0, 4);
  common.writeUInt32LE(crc32(data), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(data.length, 18);
  common.writeUInt16LE(name.length, 22);
  const title = Buffer.from(name);
  const local = Buffer.concat([
    Buffer.from("PK\x03\x04"),
    common,
    title,
    packed,
  ]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(origin, 10);
  const mark = Buffer.from("PK\x01\x02\x14\x00");
  const entry = Buffer.concat([mark, common, rest, title]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(origin + local.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([local, entry, end, Buffer.from(comment)]);
}

/** Returns the text of labels.txt in an archive behind 1000 other bytes. */
async function read(archive) {
  const content = Buffer.concat([Buffer.alloc(1000, 7), archive]);
  const bytes = await readEntry(new Uint8Array(content), "labels.txt", LIMIT);
  return Buffer.from(bytes).toString();
}

for (const deflate of [false, true]) {
  for (const origin of [0, 1000]) {
    test(`labels, deflated ${deflate}, counted from ${origin}`, async () => {
      const text = "glad\ncross\n".repeat(20);
      const options = { deflate, origin, comment: "made by hand" };
      assert.equal(await read(zip("labels.txt", text, options)), text);
    });
  }
}

test("labels of the demo model", async () => {
  const bytes = await readEntry(demo, "labels.txt", LIMIT);
  const text = Buffer.from(bytes).toString();
  assert.equal(text, "red\ngreen\nblue\ntop\nleft\n");
});

test("a file that unpacks to more than it may is refused", async () => {
  const bomb = zip("labels.txt", "a".repeat(2_000_000), { deflate: true });
  await assert.rejects(read(bomb), /labels\.txt is damaged/);
});

test("a file under another name is not taken", async () => {
  const archive = zip("names.txt", "glad\n", {});
  await assert.rejects(read(archive), /no labels\.txt in its zip archive/);
});

test("the ends of the demo model", () => {
  assert.deepEqual(readEnds(demo), {
    inputs: [{ type: "uint8", shape: [1, 24, 24, 3], scale: 1, zeroPoint: 0 }],
    outputs: [{ type: "float32", shape: [1, 5], scale: 0, zeroPoint: 0 }],
  });
});

test("no cut or damaged file does more than raise an error", async () => {
  for (let length = 0; length < demo.length; length += 7) {
    const cut = demo.slice(0, length);
    await assert.rejects(readEntry(cut, "labels.txt", LIMIT), Error);
    attempt(() => readEnds(cut));
  }
  for (let at = 0; at < demo.length; at++) {
    const damaged = demo.slice();
    damaged[at] ^= 255;
    await readEntry(damaged, "labels.txt", LIMIT).catch(isError);
    attempt(() => readEnds(damaged));
  }
});

function attempt(work) {
  try {
    work();
  } catch (error) {
    isError(error);
  }
}

function isError(error) {
  assert.ok(error instanceof Error, String(error));
}
