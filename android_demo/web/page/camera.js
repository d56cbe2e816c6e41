/** Opens the camera, or reports why it cannot. */

import { InputError, isAborted } from "./errors.js";

const IDEAL = { width: { ideal: 640 }, height: { ideal: 480 } }; // pixels
const REASONS = {
  NotAllowedError: "cameraBlocked",
  NotFoundError: "noCamera",
  NotReadableError: "cameraBusy",
};
export const FRONT = { facingMode: "user" };

/**
 * Opens a camera, which the caller must close. If the signal is aborted
 * meanwhile, it is closed at once.
 *
 * @param {MediaTrackConstraints} which `{facingMode}` or `{deviceId}`.
 * @param {AbortSignal} signal
 * @returns {Promise<Camera>}
 * @throws {InputError} There is no camera, or permission is denied.
 */
export async function openCamera(which, signal) {
  if (!navigator.mediaDevices) throw new InputError("cameraNeedsHttps");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { ...IDEAL, ...which },
      audio: false,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error.name === "OverconstrainedError") throw error;
    throw new InputError(REASONS[error.name] ?? "cameraFailed");
  }
  const camera = new Camera(stream);
  if (signal.aborted) camera.close();
  signal.throwIfAborted();
  return camera;
}

/** A camera that runs until it is closed. */
class Camera {
  #track;

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.stream = stream;
    [this.#track] = stream.getVideoTracks();
    const { facingMode, deviceId } = this.#track.getSettings();
    this.facingMode = facingMode;
    this.deviceId = deviceId;
    /** Whether people expect to see themselves as in a mirror. */
    this.mirrored = facingMode !== "environment";
  }

  get live() {
    return this.#track.readyState === "live";
  }

  /** Calls `ended` if the camera is disconnected. */
  onEnd(ended) {
    this.#track.addEventListener("ended", ended);
  }

  /** Turns it off, including its light. */
  close() {
    this.#track.stop();
  }
}

/** Returns the available cameras: `{deviceId, label}`. */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput");
}

/**
 * Opens the next camera: the back after the front one, if cameras have facing
 * modes; else the next in the list.
 *
 * @param {Camera} camera Closed already.
 * @param {AbortSignal} signal
 */
export async function openOther({ facingMode, deviceId }, signal) {
  if (facingMode) {
    const side = facingMode === "user" ? "environment" : "user";
    try {
      return await openCamera({ facingMode: { exact: side } }, signal);
    } catch (error) {
      if (error.name !== "OverconstrainedError") throw error;
    }
  }
  const ids = (await listCameras()).map((device) => device.deviceId);
  const next = ids[(ids.indexOf(deviceId) + 1) % ids.length];
  return openCamera({ deviceId: { exact: next } }, signal);
}

/**
 * Opens a camera in place of another one, which is closed first, since phones
 * open one at a time. If that fails, the previous one is opened again.
 *
 * @param {Camera | null} before
 * @param {(signal: AbortSignal) => Promise<Camera>} open
 * @param {AbortSignal} signal
 * @returns {Promise<{camera: Camera, failure: Error | null}>} The failure is
 *     that of the other one.
 */
export async function replaceCamera(before, open, signal) {
  before?.close();
  try {
    return { camera: await open(signal), failure: null };
  } catch (failure) {
    if (isAborted(failure) || !before) throw failure;
    const { deviceId } = before;
    const camera = await openCamera(
      { deviceId: { exact: deviceId } },
      signal,
    ).catch((error) => {
      throw isAborted(error) ? error : failure;
    });
    return { camera, failure };
  }
}

/**
 * Waits for a video's next frame; frames between calls are dropped.
 *
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 */
export async function nextFrame(video, signal) {
  await new Promise((resolve) => {
    signal.addEventListener("abort", resolve, { once: true });
    if ("requestVideoFrameCallback" in video) {
      video.requestVideoFrameCallback(resolve);
    } else {
      requestAnimationFrame(resolve);
    }
  });
  signal.throwIfAborted();
}
