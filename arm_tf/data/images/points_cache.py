"""A cache on disk of the detected points of a set of faces.

Detection takes minutes for 30,000 faces, and gives the same points each time.
The user's cache folder, `$XDG_CACHE_HOME/arm_tf` or `~/.cache/arm_tf`, may be
deleted at any time. A cache that cannot be read or written is no error: the
points are detected again.
"""

import contextlib
import hashlib
import os
import pathlib
import zipfile

import numpy as np

from arm_tf.files import atomic_files

# Increase it with every change of the detected points.
VERSION = 1
# Raised by a missing or damaged file; `RuntimeError`: no home folder.
NO_CACHE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
)


def read(hashes: np.ndarray) -> np.ndarray | None:
    """Returns the points of faces with these hashes, or None.

    Args:
        hashes: uint64 `(faces,)` of the faces' pixels, in order.

    Returns:
        float64 `(faces, 4, 2)` in pixels; NaN where none were detected.
    """
    try:
        with np.load(_path(hashes), allow_pickle=False) as file:
            points = file["points"]
    except NO_CACHE:
        return None
    fits = points.shape == (len(hashes), 4, 2) and points.dtype == np.float64
    return points if fits else None


def write(hashes: np.ndarray, points: np.ndarray) -> None:
    """Stores the points of faces with these hashes."""
    with contextlib.suppress(*NO_CACHE):
        path = _path(hashes)
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.write_arrays(path, {"points": points})


def _path(hashes):
    folder = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    content = np.ascontiguousarray(hashes, "<u8").tobytes()
    name = hashlib.sha256(content).hexdigest()[:32]
    return pathlib.Path(folder, "arm_tf", f"points-{VERSION}-{name}.npz")
