/** The camera: opens it, or says in one line why it cannot. */

import { InputError } from "./errors.js";

const IDEAL = { width: { ideal: 640 }, height: { ideal: 480 } }; // pixels
const REASONS = {
  NotAllowedError:
    "The camera is blocked. Allow it in the site's settings, or choose a " +
    "picture.",
  NotFoundError: "There is no camera here. Connect one, or choose a picture.",
  NotReadableError:
    "The camera does not answer; perhaps another program uses it. Close that " +
    "program and try again, or choose a picture.",
};
const OTHERWISE =
  "The camera could not be started. Try again, or choose a picture.";

/**
 * Shows a camera in a video element.
 *
 * @param {HTMLVideoElement} video
 * @param {MediaTrackConstraints} which `{facingMode}` or `{deviceId}`.
 * @param {() => void} onEnd Called when the camera goes away by itself.
 * @returns {Promise<boolean>} Whether people expect to see themselves in it as
 *     in a mirror.
 * @throws {InputError} There is no camera, or it may not be used.
 */
export async function openCamera(video, which, onEnd) {
  if (!navigator.mediaDevices) {
    throw new InputError(
      "Browsers give a camera only to pages with https. Open the page with " +
        "https, or choose a picture.",
    );
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { ...IDEAL, ...which },
      audio: false,
    });
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", onEnd);
    video.srcObject = stream;
    await video.play();
    return track.getSettings().facingMode !== "environment";
  } catch (error) {
    closeCamera(video);
    throw new InputError(REASONS[error.name] ?? OTHERWISE);
  }
}

/** Turns the camera off, its light too. */
export function closeCamera(video) {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
}

/** Returns whether there is another camera to switch to. */
export async function hasOthers() {
  return (await listCameras()).length > 1;
}

async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput");
}

/**
 * Returns which camera comes after the one that runs: the back after the
 * front one, where cameras have such sides; else the next one.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<MediaTrackConstraints>}
 */
export async function otherCamera(video) {
  const [track] = video.srcObject.getVideoTracks();
  const { facingMode, deviceId } = track.getSettings();
  if (facingMode) {
    return { facingMode: facingMode === "user" ? "environment" : "user" };
  }
  const ids = (await listCameras()).map((device) => device.deviceId);
  const next = ids[(ids.indexOf(deviceId) + 1) % ids.length];
  return { deviceId: { exact: next } };
}

/** Waits for the camera's next frame; frames that come meanwhile are lost. */
export function nextFrame(video) {
  return new Promise((resolve) => {
    if ("requestVideoFrameCallback" in video) {
      video.requestVideoFrameCallback(resolve);
    } else {
      requestAnimationFrame(resolve);
    }
  });
}
