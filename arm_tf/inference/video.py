"""A video's frames, uint8 RGB `(height, width, 3)`, and their times."""

import contextlib
import os
import pathlib
import tempfile

import cv2

from arm_tf.errors import InputError
from arm_tf.faces.pictures import as_text, shown

USUAL_RATE = 25.0  # frames per second, if a video does not state it
HIGHEST_RATE = 240.0  # above, a file's rate is an error
LONGEST_PAUSE = 10.0  # seconds between two frames; more is a clock error


class Clock:
    """Corrects a video's timestamps: they never decrease and never jump.

    If two recordings were joined, or a camera's clock was set, time continues
    with the next frame; `rate` is their number per second.
    """

    def __init__(self, rate: float):
        self._frame = 1 / rate
        self._ahead = 0.0  # seconds by which timestamps are shifted
        self._now = 0.0

    def tick(self, stated: float) -> float:
        """Returns the corrected seconds of a frame's timestamp."""
        moved = stated + self._ahead
        if 0 < moved - self._now <= LONGEST_PAUSE:
            self._now = moved
            return moved
        apart = abs(moved - self._now)
        self._now += self._frame
        if apart > LONGEST_PAUSE:
            self._ahead = self._now - stated
        return self._now


class Video:
    """The frames of a video file, in order.

    Args:
        path: the file.

    Attributes:
        rate: float. Frames per second.
        frames: int. How many the file states; 0 if it does not.

    Raises:
        InputError: it is missing, or OpenCV cannot read it.
    """

    def __init__(self, path):
        self.name = os.fspath(path)
        with _readable_name(path) as name:
            self._capture = cv2.VideoCapture(name)
        self._first = self._capture.read()[1]
        if self._first is None:
            raise InputError(
                "Expected a video that OpenCV can read. Received: "
                f"{shown(path)}, which has no readable frame. Check the path."
            )
        self.rate = usual_rate(self._capture)
        self.frames = max(0, int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))

    def __iter__(self):
        """Yields `(seconds, image)`, by the file's timestamps."""
        frame, seconds, clock = self._first, 0.0, Clock(self.rate)
        while frame is not None:
            yield seconds, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
            frame = self._capture.read()[1]
            stated = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            seconds = clock.tick(stated)

    def close(self):
        self._capture.release()


def usual_rate(capture) -> float:
    """Returns the frames per second that a video states, if plausible."""
    rate = capture.get(cv2.CAP_PROP_FPS)
    return rate if 0 < rate <= HIGHEST_RATE else USUAL_RATE


@contextlib.contextmanager
def _readable_name(path):
    """Yields a file name that OpenCV can open.

    OpenCV takes `10:30.mp4` for a URL, `%d` for a sequence of pictures, and
    crashes if a name is not UTF-8. Absolute paths are never taken for URLs;
    the other names are opened through a link, which is removed afterwards.
    """
    name = os.path.abspath(path)
    if "%" not in name and name == as_text(name):
        yield name
        return
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, f"video{pathlib.Path(name).suffix}")
        link = as_text(link).replace("\\", "_").replace("%", "_")
        os.symlink(name, link)
        yield link
