"""Files that are either the old complete one or the new complete one."""

import contextlib
import json
import os
import pathlib
import zipfile

import numpy as np


@contextlib.contextmanager
def replacing(path):
    """Gives a temporary path beside `path`, and renames it when all is well.

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


def write_text(path, text):
    """Writes a text file, replacing the old one only when complete."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path, value):
    """Writes a JSON file, replacing the old one only when complete."""
    write_text(path, json.dumps(value, indent=2) + "\n")


def write_arrays(path, arrays):
    """Writes named arrays to a `.npz`, replacing only when complete."""
    with replacing(path) as temporary:
        np.savez(temporary, **arrays)


def undate(path):
    """Rewrites a `.keras` file so that it does not say when it was saved.

    The same training then gives the same bytes.
    """
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(members["metadata.json"])
    members["metadata.json"] = json.dumps(about | {"date_saved": ""})
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
