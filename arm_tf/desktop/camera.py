"""A camera's newest frame: uint8 RGB `(height, width, 3)`."""

import threading
import time

import cv2

from arm_tf.errors import InputError
from arm_tf.inference.video import usual_rate

FROZEN = 5.0  # seconds without a frame, after which a camera counts as lost


class Camera:
    """A camera; iterating over it gives the newest frame each time.

    A thread reads all frames and keeps the last, so that the newest frame is
    shown, however long processing takes.

    Args:
        number: int. 0 is the first camera.

    Raises:
        InputError: there is no such camera, or it is in use.
    """

    frames = 0

    def __init__(self, number):
        self.name = f"camera {number}"
        self._capture = cv2.VideoCapture(number)
        if not self._capture.isOpened():
            raise InputError(
                "Expected a camera that no other program uses. Received: "
                f"--camera {number}, which does not open. Try another number."
            )
        self.rate = usual_rate(self._capture)
        self._newest = None
        self._count = 0
        self._fresh = threading.Condition()
        self._running = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while self._running:
            read, frame = self._capture.read()
            with self._fresh:
                if read:
                    self._newest = (time.monotonic(), frame)
                    self._count += 1
                else:
                    self._running = False
                self._fresh.notify()

    def __iter__(self):
        """Yields `(seconds, image)` until the camera is closed.

        Raises:
            InputError: the camera delivers no more frames.
        """
        start = time.monotonic()
        while True:
            with self._fresh:
                self._fresh.wait_for(
                    lambda: self._newest or not self._running, FROZEN
                )
                newest, self._newest = self._newest, None
            if newest is None:
                raise self._lost(frozen=self._running)
            moment, frame = newest
            seconds = max(0.0, moment - start)
            yield seconds, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)

    def _lost(self, frozen):
        """Returns the error for a camera without frames."""
        fault = f"none in {FROZEN:.0f} seconds" if frozen else "none"
        after = (
            f"after {self._count}" if self._count else "not even a first one"
        )
        return InputError(
            f"Expected {self.name} to give frames. Received: {fault}, {after}. "
            "Check its cable, and whether another program uses it."
        )

    def close(self):
        self._running = False
        self._thread.join(FROZEN)
        self._capture.release()
