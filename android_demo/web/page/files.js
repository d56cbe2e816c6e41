/** Files that the visitor chooses, drops or pastes. */

import { InputError } from "./errors.js";

/**
 * @param {Record<string, HTMLElement>} page `file` and `files`, two inputs.
 * @param {(files: () => File[]) => void} onFiles Its argument throws an
 *     `InputError` if there are none.
 */
export function listenToFiles(page, onFiles) {
  for (const input of [page.file, page.files]) {
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = ""; // so that the same file can be chosen again
      onFiles(() => files);
    });
  }
  const dropping = (yes) => document.body.classList.toggle("dropping", yes);
  addEventListener("dragover", (event) => {
    event.preventDefault();
    dropping(true);
  });
  addEventListener("dragleave", () => dropping(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    dropping(false);
    const files = [...event.dataTransfer.files];
    onFiles(() => some(files));
  });
  addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    onFiles(() => some(files));
  });
}

function some(files) {
  if (files.length) return files;
  // Text, or a picture of another page, which may not be asked for.
  throw new InputError("noFile");
}
