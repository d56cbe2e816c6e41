"""Temporary files, each of which replaces another file once it is complete.

The building block of `atomic_files`, which describes the rules.
"""

import contextlib
import errno
import functools
import os
import pathlib
import re
import secrets
import stat
from collections.abc import Callable, Iterator

from arm_tf.errors import InputError

try:
    import fcntl
except ImportError:  # Windows: files left by a crash stay.
    fcntl = None  # type: ignore[assignment]

NAME = re.compile(r"\.[0-9a-f]{12}\.new(\..*)?", re.DOTALL)


@contextlib.contextmanager
def beside(
    path: pathlib.Path, keep: Callable[[bool], bool]
) -> Iterator[pathlib.Path]:
    """Yields a new file's path; same arguments as `atomic_files.replacing`."""
    with naming(path):
        target = _target(path)
        _remove_leftovers(target.parent)
        temporary, handle = _create(target)
    failed = True
    try:
        yield temporary
        failed = False
    finally:
        try:
            if keep(failed):
                with naming(path):
                    _finish(temporary, target)
        finally:
            if handle is not None:
                os.close(handle)
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def naming(path: pathlib.Path) -> Iterator[None]:
    """Puts the file's name into errors that lack it."""
    try:
        yield
    except OSError as error:
        name = os.path.basename(str(error.filename or ""))
        if not name or NAME.fullmatch(name):
            error.filename = str(path)
        raise


def _target(path):
    """Returns the file to be replaced: what a link leads to."""
    target = pathlib.Path(os.path.realpath(path))
    if target.is_dir() or not target.parent.is_dir():
        folder = target.is_dir()
        fault = "is a folder" if folder else "lies in no folder that exists"
        raise InputError(
            "Expected the name of a file to write. Received: "
            f"{path}, which {fault}. Choose another."
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(
            errno.EACCES, os.strerror(errno.EACCES), str(path)
        )
    return target


def _finish(temporary, target):
    """Flushes a file to the disk, and renames it."""
    # Windows flushes only what was opened for writing.
    with open(temporary, "r+b") as file:
        os.fsync(file.fileno())
    if target.exists():
        old = os.stat(target)
        with contextlib.suppress(OSError, AttributeError):  # not ours; Windows
            os.chown(temporary, old.st_uid, old.st_gid)
        os.chmod(temporary, stat.S_IMODE(old.st_mode))
    os.replace(temporary, target)


def _create(target):
    """Returns a new file's path and its handle, locked until it is closed."""
    # Readable by others only if the file that it replaces is.
    mode = 0o600 if target.exists() else 0o666
    while True:
        name = f".{secrets.token_hex(6)}.new{target.suffix}"
        temporary = target.with_name(name)
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        if not fcntl:
            os.close(handle)  # Windows cannot rename an open file.
            return temporary, None
        _lock(handle, fcntl.LOCK_EX)
        if temporary.exists():  # else removed as a leftover
            return temporary, handle
        os.close(handle)


def _lock(handle, how):
    """Returns whether a file could be locked; some network disks cannot."""
    try:
        fcntl.flock(handle, how)
    except OSError:
        return False
    return True


@functools.lru_cache
def _remove_leftovers(folder):
    """Removes temporary files of killed processes from a folder, once.

    The system releases a lock when the process that held it ends.
    """
    if not fcntl:
        return
    for entry in os.scandir(folder):
        if NAME.fullmatch(entry.name):
            with contextlib.suppress(OSError):
                _remove_unlocked(entry.path)


def _remove_unlocked(path):
    handle = os.open(path, os.O_RDWR)
    try:
        if _lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB):
            os.unlink(path)
    finally:
        os.close(handle)
