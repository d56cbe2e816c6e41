/**
 * Writes FILE.br and FILE.gz next to every file of a built page.
 *
 * The best compression of LiteRT.js takes half a minute, so its results are
 * kept from build to build.
 */

import fs from "node:fs/promises";
import path from "node:path";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const KEPT = fileURLToPath(
  new URL("../../build/web_compressed", import.meta.url),
);
export const QUALITY = 11; // Brotli's best
const PACKED = [".jpg", ".br", ".gz"]; // formats that do not compress

/**
 * Compresses a folder's files.
 *
 * @param {string} folder
 * @param {number} quality From 1 to 11.
 */
export async function compress(folder, quality) {
  await fs.mkdir(KEPT, { recursive: true });
  const names = await fs.readdir(folder, { recursive: true });
  for (const name of names) {
    const file = path.join(folder, name);
    if (PACKED.includes(path.extname(name))) continue;
    if (!(await fs.stat(file)).isFile()) continue;
    const content = await fs.readFile(file);
    await fs.copyFile(await kept(content, "br", quality), `${file}.br`);
    await fs.copyFile(await kept(content, "gz", quality), `${file}.gz`);
  }
}

/** Returns the path of a compressed file, made now or earlier. */
async function kept(content, kind, quality) {
  const digest = createHash("sha256").update(content).digest("hex");
  const file = path.join(KEPT, `${digest}.${quality}.${kind}`);
  try {
    await fs.access(file);
  } catch {
    const packed = await pack(content, kind, quality);
    // Another build may read the cache meanwhile.
    const temporary = `${file}.${process.pid}`;
    await fs.writeFile(temporary, packed);
    await fs.rename(temporary, file);
  }
  return file;
}

function pack(content, kind, quality) {
  if (kind === "gz") {
    return promisify(gzip)(content, { level: Math.min(9, quality) });
  }
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return promisify(brotliCompress)(content, { params });
}
