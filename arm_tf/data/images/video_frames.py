"""Frames of videos, one image file each, by video and number.

Millions of paths as Python strings would take hundreds of megabytes, and be
copied into every worker process. A frame here is 6 bytes: which video, which
number. Its path is built when it is read.
"""

import hashlib
import os
import warnings

import numpy as np

from arm_tf.data.images.links import folder_prefix, read_inside
from arm_tf.errors import InputError
from arm_tf.faces.pictures import decode

REACH = 10  # frames to either side that may replace an unreadable one


def file_name(number: int) -> str:
    """Returns the name of a frame's image: `file_name(1) == "00001.jpg"`."""
    return f"{number:05}.jpg"


class FrameImages:
    """Faces in the frames of videos, decoded on access.

    Decoding millions of files before a training starts would take an hour, so
    unreadable ones are found only during training. Such a frame is replaced by
    the nearest readable one among `REACH` to either side in the same video,
    with a warning that names the file. Safe to read from several threads and to
    send to other processes.

    Args:
        root: folder that the folders start at.
        folders: list of str, each video's folder below `root`.
        videos: int `(frames,)`, each frame's index in `folders`.
        numbers: int `(frames,)`, each frame's number in its video, from 1;
            ascending within a video.
    """

    def __init__(self, root, folders, videos, numbers):
        self.root = root
        self._inside = folder_prefix(root)
        self.folders = folders
        self.videos = np.asarray(videos, "int16")
        self.numbers = np.asarray(numbers, "int32")

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, index):
        """Returns frame `index`: uint8 RGB `(height, width, 3)`."""
        try:
            return self.read(index)
        except (OSError, ValueError) as error:
            fault = error
        for near in self._neighbours(index):
            try:
                image = self.read(near)
            except (OSError, ValueError):
                continue
            warnings.warn(
                f"{self.path(index)} cannot be read ({fault}): "
                f"{file_name(self.numbers[near])} is shown instead",
                stacklevel=2,
            )
            return image
        raise InputError(
            f"Expected {self.path(index)}, or a frame near it, to be "
            f"readable. Received: {fault}. Check the disk, or unpack the "
            "images again."
        ) from fault

    def path(self, index):
        """Returns the path of frame `index`, as str."""
        folder = self.folders[self.videos[index]]
        return os.path.join(self.root, folder, file_name(self.numbers[index]))

    def read(self, index):
        """As `self[index]`, but raises `OSError` or `ValueError`."""
        return decode(read_inside(self.path(index), self._inside))

    def _neighbours(self, index):
        """Returns the indices near `index` in its video, nearest first."""
        near = np.arange(
            max(0, index - REACH), min(len(self), index + REACH + 1)
        )
        same = near[self.videos[near] == self.videos[index]]
        return same[np.argsort(np.abs(same - index), kind="stable")][1:]


def identities(name: str, numbers: np.ndarray) -> np.ndarray:
    """Returns substitutes for the hashes of frames: uint64 `(frames,)`.

    Hashing pixels would mean decoding all of them. So no two frames of a data
    set count as duplicates, whatever they show.
    """
    digest = hashlib.blake2b(os.fsencode(name), digest_size=8).digest()
    start = np.uint64(int.from_bytes(digest, "little"))
    # Adding wraps around; two videos' ranges overlap with probability 2**-47.
    with np.errstate(over="ignore"):
        return start + np.asarray(numbers).astype("uint64")
