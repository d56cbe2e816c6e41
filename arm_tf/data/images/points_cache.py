"""Found points of a set of faces, kept on the disk from run to run.

Looking for them takes minutes for 30,000 faces, and gives the same points each
time. They lie in the user's cache folder, `$XDG_CACHE_HOME/arm_tf` or
`~/.cache/arm_tf`, which may be deleted at any time. A cache that cannot be
read or written is no error: the points are looked for again.
"""

import contextlib
import hashlib
import os
import pathlib
import zipfile

import numpy as np

from arm_tf.files import atomic_files

# To be raised with whatever changes which points are found.
VERSION = 1
# What a missing or damaged one raises; `RuntimeError`: there is no home folder.
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
        float64 `(faces, 4, 2)` in pixels; not a number where none were found.
    """
    try:
        with np.load(_path(hashes), allow_pickle=False) as file:
            points = file["points"]
    except NO_CACHE:
        return None
    fits = points.shape == (len(hashes), 4, 2) and points.dtype == np.float64
    return points if fits else None


def write(hashes: np.ndarray, points: np.ndarray) -> None:
    """Keeps the points of faces with these hashes."""
    with contextlib.suppress(*NO_CACHE):
        path = _path(hashes)
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.write_arrays(path, {"points": points})


def _path(hashes):
    folder = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    content = np.ascontiguousarray(hashes, "<u8").tobytes()
    name = hashlib.sha256(content).hexdigest()[:32]
    return pathlib.Path(folder, "arm_tf", f"points-{VERSION}-{name}.npz")
