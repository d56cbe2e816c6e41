/** The camera: opens it, or says in one line why it cannot. */

import { InputError, reason } from "./errors.js";

const IDEAL = { width: { ideal: 640 }, height: { ideal: 480 } }; // pixels
const OR_PICTURE = "or choose a picture instead.";
const REASONS = {
  NotAllowedError:
    "Expected permission to use the camera. Received: a refusal, from you or " +
    "the browser. Allow the camera for this page in the browser's site " +
    `settings and press the button again, ${OR_PICTURE}`,
  NotFoundError:
    "Expected a camera. Received: none that this browser can see. Connect " +
    `one and press the button again, ${OR_PICTURE}`,
  NotReadableError:
    "Expected a free camera. Received: one that another program uses, or " +
    `that does not answer. Close the other program, ${OR_PICTURE}`,
};

/**
 * Shows a camera in a video element.
 *
 * @param {HTMLVideoElement} video
 * @param {string} deviceId Of the camera; empty for the one facing the user.
 * @param {() => void} onEnd Called when the camera goes away by itself.
 * @returns {Promise<{id: string, mirrored: boolean}>} Which camera it is, and
 *     whether people expect to see themselves in it as in a mirror.
 * @throws {InputError} There is no camera, or it may not be used.
 */
export async function openCamera(video, deviceId, onEnd) {
  if (!navigator.mediaDevices) {
    throw new InputError(
      "Expected a page from https or localhost, as browsers want it for " +
        `cameras. Received: ${location.origin}. Open it there, ${OR_PICTURE}`,
    );
  }
  const which = deviceId
    ? { deviceId: { exact: deviceId } }
    : { facingMode: "user" };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { ...IDEAL, ...which },
      audio: false,
    });
    return await show(video, stream, onEnd);
  } catch (error) {
    closeCamera(video);
    throw new InputError(
      REASONS[error.name] ??
        `Expected a working camera. Received: ${reason(error)}. Choose ` +
          "another camera, or a picture.",
    );
  }
}

async function show(video, stream, onEnd) {
  const [track] = stream.getVideoTracks();
  track.addEventListener("ended", onEnd);
  video.srcObject = stream;
  await video.play();
  const { deviceId, facingMode } = track.getSettings();
  return { id: deviceId, mirrored: facingMode !== "environment" };
}

/** Turns the camera off, its light too. */
export function closeCamera(video) {
  video.srcObject?.getTracks().forEach((track) => track.stop());
  video.srcObject = null;
}

/** Returns the cameras that can be chosen, as `{id, name}`. */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === "videoinput")
    .map((device, index) => ({
      id: device.deviceId,
      name: device.label || `Camera ${index + 1}`,
    }));
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
