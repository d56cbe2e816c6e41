/** Saves files to the visitor's downloads, or shares them. */

/** Returns whether the browser can share pictures. */
export function canShare() {
  const file = new File([], "faces.jpg", { type: "image/jpeg" });
  return Boolean(navigator.canShare?.({ files: [file] }));
}

/** Shares a file with an app that the visitor chooses. */
export async function share(file) {
  await navigator.share({ files: [file] }); // AbortError: cancelled
}

/** Saves a file to the visitor's downloads. */
export function save(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
