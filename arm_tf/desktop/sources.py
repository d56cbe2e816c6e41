"""Where pictures come from: files, a folder, a video, a camera.

Everything is uint8 RGB `(height, width, 3)` from here on.
"""

import collections
import contextlib
import os
import pathlib
import tempfile
import threading
import time

import cv2

from arm_tf.errors import InputError
from arm_tf.faces.pictures import SUFFIXES, shown

USUAL_RATE = 25.0  # frames per second, where a video does not say
HIGHEST_RATE = 240.0  # above, a file's rate is an error
FROZEN = 5.0  # seconds without a frame, after which a camera is gone


def list_folder(
    folder: pathlib.Path, out: pathlib.Path
) -> tuple[list, collections.Counter]:
    """Returns the pictures in a folder and below, sorted, and the rest.

    Args:
        folder: the folder.
        out: the folder that annotated pictures go to, which is not looked
            into.

    Returns:
        The pictures' paths; and how many visible files of each other suffix
        there are, `{".heic": 2}`.

    Raises:
        InputError: there is no picture.
    """
    folder, out = pathlib.Path(folder), pathlib.Path(out).resolve()
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and (out == folder.resolve() or out not in path.resolve().parents)
    ]
    paths = [path for path in files if path.suffix.lower() in SUFFIXES]
    others = collections.Counter(
        path.suffix.lower() or path.name
        for path in set(files).difference(paths)
        if not path.name.startswith(".")
    )
    if not paths:
        raise InputError(
            f"Expected a folder with pictures ({', '.join(SUFFIXES)}). "
            f"Received: {shown(folder)}, which has none{_among(others)}. "
            "Check --folder."
        )
    return paths, others


def _among(others):
    return f" among {others.total()} files" if others else ""


def passed_over(others: collections.Counter) -> str:
    """Returns a line about files that are no pictures by their names."""
    kinds = [f"{count} {shown(kind)}" for kind, count in others.most_common(9)]
    more = ", ..." if len(others) > 9 else ""
    number = f"{others.total()} file{'' if others.total() == 1 else 's'}"
    return (
        f"passed over {number}, no pictures by name: {', '.join(kinds)}{more}"
    )


class Video:
    """The frames of a video file, in order.

    Args:
        path: the file.

    Attributes:
        rate: float. Frames per second.
        frames: int. How many the file says it has; 0 where it does not.

    Raises:
        InputError: it is missing, or no video that OpenCV can read.
    """

    def __init__(self, path):
        self.name = os.fspath(path)
        with _readable_name(path) as name:
            self._capture = cv2.VideoCapture(name)
        self._first = self._capture.read()[1]
        if self._first is None:
            raise InputError(
                "Expected a video that OpenCV can read. Received: "
                f"{shown(path)}, which has no readable frame. Check --video."
            )
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 0 < rate <= HIGHEST_RATE else USUAL_RATE
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frames = max(0, int(count))

    def __iter__(self):
        """Yields `(seconds, image)`, at the times that the file states."""
        frame, seconds, index = self._first, 0.0, 0
        while frame is not None:
            yield seconds, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
            frame = self._capture.read()[1]
            index += 1
            stated = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            seconds = stated if stated > seconds else index / self.rate

    def close(self):
        self._capture.release()


@contextlib.contextmanager
def _readable_name(path):
    """Gives a name of a file that OpenCV can be given.

    It takes `10:30.mp4` for an address, `%d` for a row of pictures, and ends
    the process where a name is no UTF-8. An absolute path is no address; the
    others are read through a link, which may go once the file is open.
    """
    name = os.path.abspath(path)
    if "%" not in name and name == shown(name):
        yield name
        return
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, f"video{pathlib.Path(name).suffix}")
        link = shown(link).replace("\\", "_").replace("%", "_")
        os.symlink(name, link)
        yield link


class Camera:
    """The newest frame of a camera each time one is asked for.

    A thread reads all frames and keeps the last, so that what is shown is now,
    however long a frame takes to process.

    Args:
        number: int. 0 is the first camera.

    Raises:
        InputError: there is no such camera, or it is taken.
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
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 0 < rate <= HIGHEST_RATE else USUAL_RATE
        self._newest = None
        self._fresh = threading.Condition()
        self._running = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while self._running:
            read, frame = self._capture.read()
            with self._fresh:
                self._newest = (time.monotonic(), frame)
                self._running = self._running and read
                self._fresh.notify()

    def __iter__(self):
        """Yields `(seconds, image)` until the camera is closed or lost."""
        start = time.monotonic()
        while True:
            with self._fresh:
                self._fresh.wait_for(lambda: self._newest is not None, FROZEN)
                newest, self._newest = self._newest, None
            if newest is None or newest[1] is None:
                return
            moment, frame = newest
            seconds = max(0.0, moment - start)
            yield seconds, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)

    def close(self):
        self._running = False
        self._thread.join(FROZEN)
        self._capture.release()
