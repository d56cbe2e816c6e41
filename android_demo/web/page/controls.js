/** Enables the buttons that apply to what is shown. */

import { listCameras } from "./camera.js";
import { say, write } from "./language.js";

/**
 * Shows and enables the buttons that apply.
 *
 * @param {Record<string, HTMLElement>} page
 * @param {import("./film.js").Film} film
 * @param {boolean} frozen Whether a picture is shown, perhaps the film's.
 * @param {boolean} read Whether it was read.
 */
export function offer(page, film, frozen, read) {
  const { camera, freeze, lens, badge, history } = page;
  const { share, save, data, table } = page;
  const stop = film.file ? "stopVideo" : "stopCamera";
  write(camera, film.running ? stop : "useCamera");
  write(freeze, film.running && frozen ? "goOn" : "freeze");
  freeze.disabled = !film.running;
  lens.hidden = !film.camera;
  history.hidden = !film.running;
  if (!read) badge.hidden = true;
  for (const one of [share, save, data, table]) one.disabled = !read;
}

/** Lists the available cameras. @param {string} used Its `deviceId`. */
export async function offerCameras({ cameras, turn }, used) {
  const all = await listCameras();
  turn.hidden = cameras.hidden = all.length < 2;
  cameras.replaceChildren(
    ...all.map(({ deviceId, label }, at) => {
      const text = label || say("cameraNumber", { number: at + 1 });
      return new Option(text, deviceId, false, deviceId === used);
    }),
  );
}
