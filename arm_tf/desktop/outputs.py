"""Outputs of annotated pictures: the screen, a folder, or nothing.

`Window`, `Folder` and `Nowhere` take the same calls.
"""

import contextlib
import errno
import functools
import os
import pathlib

import cv2
import numpy as np

from arm_tf.desktop.display import TITLE
from arm_tf.desktop.video_file import VideoFile
from arm_tf.errors import InputError
from arm_tf.faces import pictures
from arm_tf.faces.pictures import shown
from arm_tf.files import atomic_files
from arm_tf.inference.drawing.annotate import annotate

# Errors that come from one file's name, not from the disk.
OF_ITS_NAME = (errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL)
STOP_KEYS = (27, ord("q"))
NO_KEY = 0xFF


class Nowhere:
    """Shows nothing: faces are only printed and recorded."""

    written = 0

    def picture(self, source, faces):
        """Returns whether the user wants to continue: always True."""
        return True

    @contextlib.contextmanager
    def video(self, source):
        """Yields a function as `Window.video` does."""
        yield lambda seconds, faces: True


class Window:
    """Shows pictures on the screen."""

    written = 0

    def picture(self, source, faces):
        """Shows `Faces` until a key is pressed; returns False to quit."""
        return self._show(faces.plot(), wait=True)

    @contextlib.contextmanager
    def video(self, source):
        """Yields a function of seconds and `Faces`; False means quit."""
        try:
            yield lambda seconds, faces: self._show(frame(faces), wait=False)
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
        root: folder that output paths are relative to; None: file names only.
        inputs: sequence of the input files, which are not replaced.

    Raises:
        InputError: `path` is a file.
    """

    def __init__(self, path, root=None, inputs=()):
        self.path = pathlib.Path(path)
        self.root = root
        self._inputs = inputs
        self._taken = set()
        self.written = 0
        there = next(p for p in (self.path, *self.path.parents) if p.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            fault = "may not be written to" if there.is_dir() else "is a file"
            raise InputError(
                f"Expected a folder for --out. Received: {shown(path)}, where "
                f"{shown(there)} {fault}. Choose another."
            )

    def picture(self, source, faces):
        """Writes the picture made of the file `source`, with its `Faces`.

        Raises `ValueError` if this one picture cannot be written.
        """
        suffix = source.suffix.lower()
        target = self._target(
            source, suffix if suffix in pictures.WRITTEN else ".png"
        )
        data = pictures.encode(faces.plot(), target.suffix)
        try:
            atomic_files.write_bytes(target, data)
        except OSError as error:
            if error.errno not in OF_ITS_NAME:
                raise
            raise ValueError(f"not to be written: {error.strerror}") from None
        self.written += 1
        return True

    @contextlib.contextmanager
    def video(self, source):
        """Yields a function of seconds and `Faces` that adds a frame."""
        path = pathlib.Path(source.name)
        target = self._target(path, ".mp4")
        if pictures.as_text(target.parent) != str(target.parent):
            raise InputError(
                "Expected a folder for --out whose name is UTF-8, for a video. "
                f"Received: {shown(target.parent)}. Choose another."
            )
        # Frames that were drawn before an error or a signal are kept, too.
        whole = False
        with atomic_files.replacing(target, lambda failed: whole) as temporary:
            writer = VideoFile(temporary, source.rate)
            try:
                yield lambda seconds, faces: writer.add(seconds, frame(faces))
            finally:
                whole = writer.close()
        self.written += whole

    @functools.cached_property
    def _read(self):
        return {atomic_files.identity(path) for path in self._inputs}

    def _target(self, source, suffix):
        """Returns a path that no other source uses and that is no input."""
        below = source.relative_to(self.root) if self.root else source.name
        first = (self.path / below).with_suffix(suffix)
        target, number = first, 1
        while target in self._taken:
            number += 1
            target = first.with_name(f"{first.stem}-{number}{suffix}")
        self._taken.add(target)
        if target.exists() and atomic_files.identity(target) in self._read:
            raise InputError(
                "Expected another folder for --out than the pictures' own. "
                f"Received: --out {shown(self.path)}, where "
                f"{shown(target.name)} would be overwritten. Choose another."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def frame(faces) -> np.ndarray:
    """Returns a frame with its `Faces` marked, of its own size: uint8 RGB."""
    return annotate(faces.image, faces, moving=True)
