"""Atomic writes: a reader sees the old file or the whole new one, never half.

A file is written under a temporary name, flushed to the disk, and renamed,
which file systems do in one step.
"""

import contextlib
import json
import os
import pathlib
import tempfile

import numpy as np

from arm_tf.errors import InputError


@contextlib.contextmanager
def replacing(path: str | pathlib.Path):
    """Writes a file atomically: gives a path beside it, renamed at the end.

    Whoever reads `path`, or is left with it after a crash, never sees half a
    file. The suffix stays, because Keras and OpenCV choose formats by it.
    """
    path = pathlib.Path(path)
    temporary = path.with_name(f".{path.stem}.new{path.suffix}")
    try:
        yield temporary
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        error.filename = error.filename or str(path)  # A full disk has none.
        raise
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | pathlib.Path, text: str) -> None:
    """Writes a text file atomically, as UTF-8."""
    with replacing(path) as temporary:
        # File names that are not UTF-8 are shown by their escapes.
        temporary.write_text(text, "utf-8", errors="backslashreplace")


def write_json(path: str | pathlib.Path, value) -> None:
    """Writes a JSON file atomically."""
    write_text(path, json.dumps(value, indent=2) + "\n")


def write_arrays(path: str | pathlib.Path, arrays: dict) -> None:
    """Writes named arrays to a `.npz` atomically."""
    with replacing(path) as temporary:
        np.savez(temporary, **arrays)


def write_bytes(path: str | pathlib.Path, content: bytes) -> None:
    """Writes a binary file atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def make_folder(path: pathlib.Path) -> None:
    """Creates a folder and writes into it once, before an hour of work.

    Raises:
        InputError: it cannot be written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise InputError(
            f"Expected a folder to write to. Received: {path} "
            f"({error.strerror}). Choose another with --out."
        ) from None
