"""The data sets by name, and a summary of one on disk."""

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

# The margin around a detector's box when faces are cropped for a model of this
# data set, as a share of the box's longer side. FER2013's images are boxes of
# OpenCV's cascade: on 301 of its faces, the median side of the cascade's box is
# 1.00 of the image's. The other sets have no boxes to compare a detector with.
CROP_MARGINS = {"fer2013": 0.0, "ferplus": 0.0}


def crop_margin(dataset: str) -> float:
    """Returns the margin for cropping faces, as `crop.square` takes it."""
    return CROP_MARGINS.get(dataset, affectnet.MARGIN)


def describe(found: FaceSplits) -> str:
    """Returns a summary of a data set: several lines of text.

    The layout, a table of faces per class and split, how many images were
    skipped, and how many faces of the other splits also occur in `train`.
    """
    parts = {
        name: faces
        for name in ("train", "validation", "test")
        if (faces := getattr(found, name)) is not None
    }
    rows = [["", *parts, "total"]]
    counts = [faces.counts() for faces in parts.values()]
    for label, *numbers in zip(found.train.labels, *counts, strict=True):
        rows.append([label, *map("{:,}".format, [*numbers, sum(numbers)])])
    sizes = [len(faces) for faces in parts.values()]
    rows.append(["all", *map("{:,}".format, [*sizes, sum(sizes)])])
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
        "  ".join([label.ljust(widths[0]), *map(str.rjust, cells, widths[1:])])
        for label, *cells in rows
    ]
