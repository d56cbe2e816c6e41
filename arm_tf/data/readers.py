"""The data sets by name, and what was found of one on disk."""

import functools

from arm_tf.data import (
    aff_wild2,
    affectnet,
    fer2013,
    ferplus,
    folder,
    raf_db,
    sfew,
    splits,
)
from arm_tf.data.face_sets import FaceSplits

# Each is called with the data folder and returns `FaceSplits`.
READERS = {
    "raf_db": raf_db.read,
    "fer2013": fer2013.read,
    "ferplus": ferplus.read,
    "affectnet7": functools.partial(affectnet.read, num_classes=7),
    "affectnet8": functools.partial(affectnet.read, num_classes=8),
    "sfew": sfew.read,
    "aff_wild2": aff_wild2.read,
    "folder": folder.read,
}

# How a face is cut for a model that was trained on a set: margin around a
# detector's box, as a share of its longer side. FER2013's frames are boxes of
# OpenCV's cascade: on 301 of its faces, the cascade's box has a median side of
# 1.00 frames. The others have no boxes that a detector could be compared with.
CROP_MARGINS = {"fer2013": 0.0, "ferplus": 0.0}


def crop_margin(dataset: str) -> float:
    """Returns the margin to cut faces with, as `crop.square` takes it.

    Args:
        dataset: name of a data set.
    """
    return CROP_MARGINS.get(dataset, affectnet.MARGIN)


def describe(found: FaceSplits) -> str:
    """Returns what was found, for people: several lines of text.

    The layout, a table of faces per class and split, how many images were
    skipped, and how many faces of the other splits `train` has too.

    Args:
        found: `FaceSplits`.
    """
    parts = {
        name: faces
        for name in ("train", "validation", "test")
        if (faces := getattr(found, name)) is not None
    }
    rows = [["", *parts]]
    counts = [faces.counts() for faces in parts.values()]
    for label, *numbers in zip(found.train.labels, *counts, strict=True):
        rows.append([label, *(f"{number:,}" for number in numbers)])
    rows.append(["all", *(f"{len(faces):,}" for faces in parts.values())])
    lines = [found.layout, *_align(rows)]
    if found.cut:
        lines.append(f"cut from train: {' and '.join(found.cut)}")
    if found.skipped:
        name, reason = found.skipped[0]
        lines.append(
            f"skipped: {len(found.skipped):,} (see the run's skipped.csv), "
            f"the first {name!s:.80}: {reason!s:.80}"
        )
    for name, faces in parts.items():
        copies = splits.duplicates(found.train, faces).sum()
        if name != "train" and copies:
            lines.append(f"exact copies of train in {name}: {copies:,}")
    return "\n".join(lines)


def _align(rows):
    """Returns one line per row: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [
                cell.rjust(width)
                for cell, width in zip(row[1:], widths[1:], strict=True)
            ]
        )
        for row in rows
    ]
