/** Hands files out: to the visitor's downloads, or to another program. */

/** Returns whether the browser hands pictures on to other programs. */
export function canShare() {
  const file = new File([], "faces.jpg", { type: "image/jpeg" });
  return Boolean(navigator.canShare?.({ files: [file] }));
}

/** Hands a file on to a program that the visitor then chooses. */
export async function share(file) {
  await navigator.share({ files: [file] }); // AbortError: changed their mind
}

/** Saves a file among the visitor's downloads. */
export function save(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
