"""Writes files atomically: completely, or not at all. All code uses it.

A file is written under a temporary name unique to this process, flushed to the
disk, and renamed, which file systems do in one step. So readers, and users
after a crash, see the old file or the new one, never half of one. The new file
keeps the old one's permissions and owner; a link stays a link, and its target
is replaced. Pipes, devices and `/dev/stdout`, which cannot be replaced, are
written to directly.
"""

import contextlib
import csv
import io
import json
import os
import pathlib
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator

from arm_tf.errors import InputError
from arm_tf.files.temporary_files import beside, naming

# Standard streams by their file names; opening a redirected one again would
# overwrite it from its start.
STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
NUMBERED = re.compile(r"(?:/dev|/proc/self)/fd/(\d+)")


@contextlib.contextmanager
def replacing(
    path: str | os.PathLike,
    keep: Callable[[bool], bool] = lambda failed: not failed,
) -> Iterator[pathlib.Path]:
    """Yields a temporary path, whose file replaces `path` at the end.

    The suffix is the same, because Keras and OpenCV choose formats by it; the
    rest of the name is short and ASCII, so that it is valid wherever `path` is.

    Args:
        path: the file to write or replace.
        keep: function from whether the block raised an error to whether to
            replace the file.

    Raises:
        InputError: `path` is a folder, or its folder does not exist.
        OSError: it cannot be written, or the disk is full.
    """
    path = pathlib.Path(path)
    if is_stream(path):
        with tempfile.TemporaryDirectory() as folder, naming(path):
            temporary = pathlib.Path(folder, f"new{path.suffix}")
            yield temporary
            with open(temporary, "rb") as file, _open_stream(path) as target:
                shutil.copyfileobj(file, target)
        return
    with beside(path, keep) as temporary, naming(path):
        yield temporary


@contextlib.contextmanager
def opened(
    path: str | os.PathLike,
    keep: Callable[[bool], bool] = lambda failed: not failed,
) -> Iterator:
    """Like `replacing`, but yields an open, unbuffered binary file.

    Writes to pipes and devices appear at once.
    """
    path = pathlib.Path(path)
    if is_stream(path):
        with _open_stream(path) as file:
            yield file
        return
    with beside(path, keep) as temporary:
        with open(temporary, "wb", buffering=0) as file:
            yield file


def write_text(path: str | os.PathLike, text: str) -> None:
    """Writes a text file atomically, as UTF-8."""
    # File names that are not UTF-8 are written with escapes.
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def write_json(path: str | os.PathLike, value) -> None:
    """Writes a JSON file atomically."""
    write_text(path, json.dumps(value, indent=2) + "\n")


def write_arrays(path: str | os.PathLike, arrays: dict) -> None:
    """Writes named arrays to a `.npz` atomically."""
    import numpy as np  # takes a tenth of a second that no --help needs

    with replacing(path) as temporary:
        with open(temporary, "wb") as file:  # a path would get a suffix
            np.savez(file, **arrays)


def csv_text(rows: Iterable) -> str:
    """Returns rows of cells as the lines of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_csv(path: str | os.PathLike, rows: Iterable) -> None:
    """Writes rows of cells, the header first, as a CSV file, atomically."""
    write_text(path, csv_text(rows))


def write_bytes(path: str | os.PathLike, content: bytes) -> None:
    """Writes a binary file atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def make_folder(path: pathlib.Path) -> None:
    """Creates a folder and tests that it is writable, before an hour of work.

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


def check_outputs(outputs: dict, inputs) -> None:
    """Rejects outputs that would overwrite an input or each other.

    Args:
        outputs: dict of option, such as "--csv", to a path, or to None.
        inputs: iterable of the paths that are read.

    Raises:
        InputError: two of them are the same file, perhaps by a link.
    """
    taken = {identity(path): "the input" for path in inputs}
    for option, path in outputs.items():
        if path is None or is_stream(path):
            continue
        other = taken.setdefault(identity(path), option)
        if other != option:
            raise InputError(
                f"Expected a separate file for {option}. Received: {path}, "
                f"which is {other} too. Choose another."
            )


def identity(path: str | os.PathLike):
    """Returns a value that is equal for two names of one file."""
    try:
        found = os.stat(path)
        return found.st_dev, found.st_ino
    except OSError:
        return os.path.realpath(path)


def is_stream(path: str | os.PathLike) -> bool:
    """Returns whether a path is a pipe or a device, which is never replaced."""
    if str(path) in STREAMS or NUMBERED.fullmatch(str(path)):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _open_stream(path):
    match = NUMBERED.fullmatch(str(path))
    number = int(match[1]) if match else STREAMS.get(str(path))
    target = path if number is None else os.dup(number)
    return open(target, "wb", buffering=0)
