"""Image files: decoded once, checked, and kept in memory if they fit.

Every image is decoded once before training starts. That finds unreadable ones
and computes the hashes that identify duplicates. If the whole data set
fits into `MEMORY_BUDGET`, the pixels stay in memory in their original size: as
one array if all have one size, else as a list of arrays (so the only resize is
the batch's). Otherwise images are decoded again each time they are accessed.
"""

import functools
import math
import os
import pathlib

import numpy as np
import tqdm

from arm_tf import machine
from arm_tf.data.face_sets import (
    ArrayImages,
    FaceSet,
    FaceSplits,
    Subset,
    check_some,
    one_hot,
    pixel_hash,
)
from arm_tf.data.images.face_points import cut_out
from arm_tf.data.images.links import folder_prefix, read_inside, remedy
from arm_tf.data.images.listing import Listing
from arm_tf.data.images.pixel_memory import Memory
from arm_tf.errors import InputError
from arm_tf.faces.pictures import decode, silent_opencv

MEMORY_BUDGET = 2 * 2**30  # bytes of pixels, of all splits of a data set
NO_PICTURE = "its suffix is not that of a picture"
UNREADABLE_SHARE = 0.01  # of a split's images, rounded up to whole images


class FileImages:
    """Faces in image files, decoded on access.

    Safe to read from several threads and to send to other processes.

    Args:
        root: folder that the names start at.
        names: sequence of str, paths below `root`.
        boxes: int `(faces, 4)`, x, y, width, height of each face in pixels,
            or None where the images are faces already.
        margin: float. Share of a box's longer side added on each side.
    """

    def __init__(
        self,
        root: pathlib.Path,
        names: list,
        boxes: np.ndarray | None = None,
        margin: float = 0.0,
    ) -> None:
        self.root = root
        self._inside = folder_prefix(root)
        # One array: 400,000 paths as Python strings would take 50 MB more,
        # and be copied into every worker process.
        self.names = np.array([os.fsencode(name) for name in names], "S")
        self.boxes = boxes
        self.margin = margin

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        """Returns face `index`: uint8 RGB `(height, width, 3)`."""
        try:
            return self.read(index)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"Expected {self.path(index)} to be readable, as it was when "
                f"the data set was listed. Received: {reason}. {remedy(reason)}"
            ) from error

    def path(self, index):
        """Returns the path of face `index`, as str."""
        return os.path.join(self.root, os.fsdecode(bytes(self.names[index])))

    def read(self, index):
        """As `self[index]`, but raises `OSError` or `ValueError`."""
        image = decode(read_inside(self.path(index), self._inside))
        if self.boxes is None:
            return image
        return cut_out(image, self.boxes[index], self.margin)


def load(
    root: pathlib.Path, layout: str, labels: tuple, **listings: Listing | None
) -> FaceSplits:
    """Reads a data set's image files.

    Args:
        root: the data folder.
        layout: str, see `FaceSplits`.
        labels: tuple of class names.
        **listings: `train=`, `validation=`, `test=`: `Listing`, or None. The
            pixels are kept in memory while they fit, in this order.

    Returns:
        `FaceSplits`; without `train=`, its training part is empty.

    Raises:
        InputError: more than `UNREADABLE_SHARE` of a split's images cannot be
            read, or none is left.
    """
    splits, skipped, budget = {}, [], MEMORY_BUDGET
    for split, listing in listings.items():
        if listing is not None:
            faces, unread, held = _read(root, split, labels, listing, budget)
            check_some(faces, f"{root} ({split} part)")
            splits[split] = faces
            skipped += unread
            skipped += [(name, NO_PICTURE) for name in listing.others]
            budget -= held
    splits.setdefault("train", _no_faces(labels))
    return FaceSplits(layout, **splits, skipped=tuple(skipped))


def _no_faces(labels):
    return FaceSet(
        ArrayImages(np.zeros((0, 1, 1, 3), "uint8")),
        np.zeros((0, len(labels)), "float32"),
        labels,
        np.zeros(0, "uint64"),
    )


def _read(root, split, labels, listing, budget):
    """Returns a split's `FaceSet`, its skipped images, and bytes held."""
    images = FileImages(root, listing.names, listing.boxes, listing.margin)
    memory = Memory(len(images), budget)
    kept, hashes, skipped = [], [], []
    outcomes = tqdm.tqdm(
        _decoded(images), f"Reading {split}", len(images), disable=None
    )
    for index, (image, outcome) in enumerate(outcomes):
        if image is None:
            skipped.append((listing.names[index], outcome))
        else:
            kept.append(index)
            hashes.append(outcome)
            memory.keep(image)
    _check_readable(root, split, len(images), skipped)
    held = memory.images()
    if held is None:
        held = Subset(images, kept) if skipped else images
    columns = {label: column for column, label in enumerate(labels)}
    classes = [columns[listing.expressions[index]] for index in kept]
    faces = FaceSet(
        held,
        one_hot(np.array(classes, int), len(labels)),
        labels,
        np.array(hashes, "uint64"),
        images.names[kept],
    )
    return faces, skipped, memory.used


def _decoded(images):
    """Yields `(pixels, hash)` or `(None, reason)` per image, in order."""
    # OpenCV would print the error without the file's name; `skipped` has both.
    with silent_opencv():
        jobs = (functools.partial(_try, images, i) for i in range(len(images)))
        yield from machine.in_order(jobs)


def _try(images, index):
    try:
        image = images.read(index)
    except OSError as error:
        return None, error.strerror or str(error)
    except ValueError as error:
        return None, str(error)
    return image, pixel_hash(image)


def _check_readable(root, split, num_images, skipped):
    if len(skipped) > math.ceil(UNREADABLE_SHARE * num_images):
        name, reason = skipped[0]
        raise InputError(
            f"Expected at most {UNREADABLE_SHARE:.0%} of the {split} images in "
            f"{root} to be unreadable. Received: {len(skipped)} of "
            f"{num_images}, the first {name!s:.200}: {reason!s:.200}. "
            f"{remedy(reason)}"
        )
