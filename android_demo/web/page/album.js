/** Several pictures and videos: a strip of thumbnails with predictions. */

import { isAborted } from "./errors.js";
import { sayLabel } from "./language.js";
import { Latest } from "./latest.js";
import { openPicture } from "./picture.js";
import { entry } from "./records.js";

const THUMB = { width: 96, height: 72 }; // pixels

export class Album {
  #items = []; // {file, button, canvas, text, entries}
  #reading = new Latest();

  /**
   * @param {HTMLElement} strip
   * @param {import("./reader.js").Reader} reader
   * @param {(file: File) => void} onChoose
   */
  constructor(strip, reader, onChoose) {
    this.strip = strip;
    this.reader = reader;
    this.onChoose = onChoose;
  }

  /** Returns the results, in the order of the files. */
  get entries() {
    return this.#items.flatMap(({ entries }) => entries);
  }

  get size() {
    return this.#items.length;
  }

  /** Takes other files. @param {File[]} files */
  open(files) {
    this.#items = files.map((file) => this.#item(file));
    this.strip.hidden = files.length < 2;
    this.strip.replaceChildren(
      ...this.#items.map(({ button }) => {
        const row = document.createElement("li");
        row.append(button);
        return row;
      }),
    );
    this.renew();
  }

  /** Closes all files. */
  close() {
    this.#reading.end();
    this.open([]);
  }

  /** Reads the pictures again, with another model. */
  renew() {
    const signal = this.#reading.begin();
    for (const item of this.#items) this.#put(item, []);
    if (this.#items.length > 1) {
      this.#readAll(signal).catch((error) => {
        if (!isAborted(error)) throw error;
      });
    }
  }

  /** Adds the result of one of the files, or of another source. */
  add(read) {
    const item = this.#items.find(({ file }) => file === read.picture.file);
    if (!item) return;
    const kept = read.time === null ? [] : item.entries;
    this.#put(item, [...kept, entry(read)], read.picture.bitmap);
  }

  async #readAll(signal) {
    for (const item of this.#items) {
      if (isVideo(item.file) || !this.reader.engine.model) continue;
      try {
        const picture = await openPicture(item.file);
        signal.throwIfAborted();
        this.add(await this.reader.read(picture));
        picture.bitmap.close();
      } catch (error) {
        signal.throwIfAborted();
        item.text.textContent = "–";
      }
      signal.throwIfAborted();
    }
  }

  #item(file) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = file.name;
    button.addEventListener("click", () => this.onChoose(file));
    const canvas = Object.assign(document.createElement("canvas"), THUMB);
    const text = document.createElement("span");
    button.append(canvas, text);
    return { file, button, canvas, text, entries: [] };
  }

  #put(item, entries, bitmap) {
    item.entries = entries;
    const faces = entries.at(-1)?.faces ?? [];
    const [largest] = [...faces].sort(
      (a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3],
    );
    const more = faces.length > 1 ? ` +${faces.length - 1}` : "";
    const answer = largest ? sayLabel(largest.label) + more : "–";
    item.text.textContent = entries.length ? answer : "…";
    if (bitmap) thumbnail(item.canvas, bitmap);
  }
}

/** Returns whether a file is a video. */
export function isVideo({ type }) {
  return type.startsWith("video/");
}

/** Draws the centre of a picture, cropped to fill the thumbnail. */
function thumbnail(canvas, bitmap) {
  const { width, height } = canvas;
  const scale = Math.max(width / bitmap.width, height / bitmap.height);
  const [wide, high] = [bitmap.width * scale, bitmap.height * scale];
  canvas
    .getContext("2d")
    .drawImage(bitmap, (width - wide) / 2, (height - high) / 2, wide, high);
}
