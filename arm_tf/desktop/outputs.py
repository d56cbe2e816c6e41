"""Where annotated pictures go: onto the screen or into a folder.

`Window` and `Folder` take the same calls.
"""

import contextlib
import errno
import os
import pathlib
import sys

import cv2

from arm_tf.desktop.records import temporary_name
from arm_tf.errors import InputError
from arm_tf.faces.pictures import shown

# Errors of one file's name, that others do not share.
OF_ITS_NAME = (errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL)
TITLE = "Expressions: q ends"
STOP_KEYS = (27, ord("q"))
NO_KEY = 0xFF
# Formats of pictures that are written as they were read.
WRITTEN = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def has_display():
    """Returns whether a window can be opened."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False  # Asked for a window, Qt would end the process.
    try:
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL)
    except cv2.error:  # A build of OpenCV without windows.
        return False
    cv2.destroyAllWindows()
    return True


class Window:
    """Shows pictures on the screen."""

    def picture(self, source, image):
        """Shows uint8 RGB until a key is pressed; False: the user is done."""
        return self._show(image, wait=True)

    @contextlib.contextmanager
    def video(self, source):
        """Gives a function of seconds and uint8 RGB; False: user is done."""
        try:
            yield lambda seconds, image: self._show(image, wait=False)
        finally:
            cv2.destroyAllWindows()

    def _show(self, image, wait):
        cv2.namedWindow(TITLE, cv2.WINDOW_AUTOSIZE)
        cv2.imshow(TITLE, image[..., ::-1])
        while True:
            key = cv2.waitKey(50 if wait else 1) & 0xFF
            closed = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1
            if closed or key in STOP_KEYS:
                return False
            if not wait or key != NO_KEY:
                return True


class Folder:
    """Writes pictures and videos, each under its own name.

    Args:
        path: the folder; created with the first picture that goes into it.
        root: folder that names of pictures start at, or None for their names.

    Raises:
        InputError: `path` is a file.
    """

    def __init__(self, path, root=None):
        self.path = pathlib.Path(path)
        self.root = root
        self._taken = set()
        self.written = 0
        there = next(p for p in (self.path, *self.path.parents) if p.exists())
        if not there.is_dir():
            raise InputError(
                f"Expected a folder for --out. Received: {shown(path)}, where "
                f"{shown(there)} is a file. Choose another."
            )
        if not os.access(there, os.W_OK):
            raise InputError(
                f"Expected a folder for --out. Received: {shown(path)}, where "
                f"{shown(there)} may not be written to. Choose another."
            )

    def picture(self, source, image):
        """Writes the picture made of the file `source`: uint8 RGB.

        Raises `ValueError` where this one picture cannot be written.
        """
        suffix = source.suffix.lower()
        target = self._target(source, suffix if suffix in WRITTEN else ".png")
        try:
            encoded, data = cv2.imencode(target.suffix, image[..., ::-1])
        except cv2.error as error:
            encoded, data = False, error.err
        if not encoded:
            raise ValueError(f"not to be written as {target.suffix}: {data}")
        temporary = temporary_name(target)
        try:
            temporary.write_bytes(data.tobytes())
            os.replace(temporary, target)
        except OSError as error:
            if error.errno not in OF_ITS_NAME:
                raise
            raise ValueError(f"not to be written: {error.strerror}") from None
        finally:
            temporary.unlink(missing_ok=True)
        self.written += 1
        return True

    @contextlib.contextmanager
    def video(self, source):
        """Gives a function of seconds and uint8 RGB that adds a frame."""
        path = pathlib.Path(source.name)
        target = self._target(path, ".mp4")
        if shown(target.parent) != str(target.parent):
            raise InputError(
                "Expected a folder for --out whose name is UTF-8, for a video. "
                f"Received: {shown(target.parent)}. Choose another."
            )
        temporary = temporary_name(target)
        writer = VideoFile(temporary, source.rate)
        try:
            yield writer.add
            if writer.close():
                os.replace(temporary, target)
                self.written += 1
        finally:
            writer.close()
            temporary.unlink(missing_ok=True)

    def _target(self, source, suffix):
        """Returns a path that neither another source has, nor this one."""
        below = source.relative_to(self.root) if self.root else source.name
        first = (self.path / below).with_suffix(suffix)
        target, number = first, 1
        while target in self._taken:
            number += 1
            target = first.with_name(f"{first.stem}-{number}{suffix}")
        self._taken.add(target)
        if target.resolve() == source.resolve():
            raise InputError(
                "Expected another folder for --out than the pictures' own. "
                f"Received: --out {shown(self.path)}, where "
                f"{shown(target.name)} would be overwritten. Choose another."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


class VideoFile:
    """Writes frames to an MPEG-4 file, at their times.

    Args:
        path: the file.
        rate: float. Frames per second.
    """

    def __init__(self, path, rate):
        self.path = path
        self.rate = rate
        self._writer = None
        self._written = 0

    def add(self, seconds, image):
        """Adds a frame, as often as its time asks for: uint8 RGB."""
        if self._writer is None:
            self._writer = cv2.VideoWriter(
                str(self.path),
                cv2.VideoWriter.fourcc(*"mp4v"),
                self.rate,
                image.shape[1::-1],
            )
            if not self._writer.isOpened():
                raise InputError(
                    "Expected a place to write a video to. Received: "
                    f"{self.path}, which OpenCV cannot write. Check --out."
                )
        # A camera's frames come as fast as they are processed.
        while self._written < round(seconds * self.rate) + 1:
            self._writer.write(image[..., ::-1])
            self._written += 1
        return True

    def close(self):
        """Returns whether a frame was written."""
        if self._writer is not None:
            self._writer.release()
        return self._written > 0
