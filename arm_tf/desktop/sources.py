"""Where pictures come from: files, a folder, a video, a camera.

Everything is uint8 RGB `(height, width, 3)` from here on.
"""

import collections
import contextlib
import dataclasses
import os
import pathlib
import tempfile
import threading
import time

import cv2

from arm_tf.errors import InputError, shorten
from arm_tf.faces.pictures import SUFFIXES, as_text, shown

# How files of pictures start: JPEG, PNG, GIF, BMP, TIFF.
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
USUAL_RATE = 25.0  # frames per second, where a video does not say
HIGHEST_RATE = 240.0  # above, a file's rate is an error
FROZEN = 5.0  # seconds without a frame, after which a camera is gone
LONGEST_PAUSE = 10.0  # seconds between two frames; beyond, the clock jumped


@dataclasses.dataclass(frozen=True)
class Found:
    """What lies at the paths that a user gave.

    Attributes:
        pictures: list of the pictures' paths.
        videos: list of the videos' paths.
        root: the folder that all pictures lie below, or None.
        remarks: list of str, lines about what is passed over.
    """

    pictures: list
    videos: list
    root: pathlib.Path | None
    remarks: list


def find(paths: list, out: pathlib.Path | None) -> Found:
    """Looks what some paths are: pictures, videos, or folders of pictures.

    Args:
        paths: of files and folders.
        out: the folder that annotated pictures go to, which is not looked
            into; or None.

    Raises:
        InputError: a path does not exist, or a folder has no pictures.
    """
    pictures, videos, remarks = [], [], []
    for path in paths:
        if path.is_dir():
            files, others = list_folder(path, out)
            pictures += files
            remarks += [passed_over(path, others)] if others else []
        elif is_picture(path):
            pictures.append(path)
        elif path.is_file():
            videos.append(path)
        else:
            remarks.append(f"skipped {shown(path)}: no such file")
    if paths and not pictures and not videos:
        names = " ".join(map(shown, paths))
        raise InputError(
            "Expected pictures, videos or folders. Received: "
            f"{shorten(names, 200)}: no such file. Check the paths."
        )
    root = paths[0] if len(paths) == 1 and paths[0].is_dir() else None
    return Found(pictures, videos, root, remarks)


def is_picture(path: pathlib.Path) -> bool:
    """Returns whether a file is a picture: by its name, else its content."""
    if not path.is_file() or path.suffix.lower() in SUFFIXES:
        return path.is_file()
    try:
        with open(path, "rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return (
        head.startswith(SIGNATURES)
        or head[4:] == b"ftypavif"
        or head[8:] == b"WEBP"
    )


def list_folder(
    folder: pathlib.Path, out: pathlib.Path | None = None
) -> tuple[list, collections.Counter]:
    """Returns the pictures in a folder and below, sorted, and the rest.

    Linked folders are looked into, each folder once; hidden files and folders
    (thumbnails) are not.

    Args:
        folder: the folder.
        out: the folder that annotated pictures go to, which is not looked
            into; or None.

    Returns:
        The pictures' paths; and how many visible files of each other suffix
        there are, `{".heic": 2}`, with unreadable folders by their names.

    Raises:
        InputError: there is no picture.
    """
    files, closed = _walk(folder, out)
    pictures = sorted(p for p in files if p.suffix.lower() in SUFFIXES)
    others = collections.Counter(
        path.suffix.lower() or path.name
        for path in set(files).difference(pictures)
    )
    others.update(f"{shown(path)} (not readable)" for path in closed)
    if not pictures:
        among = f" among {others.total()} files" if others else ""
        raise InputError(
            f"Expected a folder with pictures ({', '.join(SUFFIXES)}). "
            f"Received: {shown(folder)}, which has none{among}. Check it."
        )
    return pictures, others


def _walk(folder, out):
    """Returns the visible files below a folder, and what cannot be listed."""
    out, top = out and out.resolve(), folder.resolve()
    files, closed, seen = [], [], set()

    def failed(error):
        closed.append(error.filename)

    for here, folders, names in os.walk(
        folder, followlinks=True, onerror=failed
    ):
        real = pathlib.Path(here).resolve()
        known = real in seen or (real != top and real == out)
        seen.add(real)
        folders[:] = [] if known else sorted(map(str, _visible(folders)))
        if not known:
            paths = (pathlib.Path(here, name) for name in _visible(names))
            files += [path for path in paths if path.is_file()]
    return files, closed


def _visible(names):
    return [name for name in names if not name.startswith(".")]


def passed_over(folder: pathlib.Path, others: collections.Counter) -> str:
    """Returns a line about files that are no pictures by their names."""
    kinds = [f"{count} {shown(kind)}" for kind, count in others.most_common(9)]
    more = ", ..." if len(others) > 9 else ""
    number = f"{others.total()} file{'' if others.total() == 1 else 's'}"
    return (
        f"passed over {number} in {shown(folder)}, no pictures by name: "
        f"{', '.join(kinds)}{more}"
    )


class Clock:
    """Times that never fall, and never jump, of those that a video states.

    Where two recordings were joined, or a camera's clock was set, the time
    goes on with the next frame's.

    Args:
        rate: float. Frames per second.
    """

    def __init__(self, rate):
        self._frame = 1 / rate
        self._ahead = 0.0  # seconds by which stated times are moved
        self._now = 0.0

    def tick(self, stated: float) -> float:
        """Returns the seconds of a frame that states some."""
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
                f"{shown(path)}, which has no readable frame. Check the path."
            )
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 0 < rate <= HIGHEST_RATE else USUAL_RATE
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frames = max(0, int(count))

    def __iter__(self):
        """Yields `(seconds, image)`, at the times that the file states."""
        frame, seconds, clock = self._first, 0.0, Clock(self.rate)
        while frame is not None:
            yield seconds, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
            frame = self._capture.read()[1]
            stated = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            seconds = clock.tick(stated)

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
    if "%" not in name and name == as_text(name):
        yield name
        return
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, f"video{pathlib.Path(name).suffix}")
        link = as_text(link).replace("\\", "_").replace("%", "_")
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
            InputError: it gives no frame any more.
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
        """Returns what is told of a camera without frames."""
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
