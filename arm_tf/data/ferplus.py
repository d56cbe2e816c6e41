"""FER+: FER2013's faces with ten votes each, eight expressions.

`fer2013new.csv` has one row for each row of `fer2013.csv`, in its order. They
are joined by row: the image names drift from the row numbers.

The majority rule of its authors (Barsoum et al., 2016,
https://arxiv.org/abs/1608.01041): counts of 0 and 1 are taken as noise and
zeroed; a face is kept if one expression then has more than half of all votes,
including the votes for unknown and for not-a-face. Of the complete files it
keeps 25,060 / 3,199 / 3,153 faces.
"""

import dataclasses
import pathlib

import numpy as np

from arm_tf.data import fer2013, tables
from arm_tf.data.face_sets import FaceSplits, one_hot
from arm_tf.data.images import listing
from arm_tf.data.images.links import check_label_file
from arm_tf.errors import InputError
from arm_tf.expressions import WITH_CONTEMPT

ORDER = tuple(
    "neutral happiness surprise sadness anger disgust fear contempt unknown "
    "NF".split()
)
CSV_NAME = "fer2013new.csv"


def read(root: pathlib.Path, targets: str = "majority") -> FaceSplits:
    """Returns the `FaceSplits` of FER+: the majority rule's faces.

    Args:
        root: the folder with `fer2013.csv` and `fer2013new.csv`.
        targets: `"majority"` for one-hot targets; `"votes"` for each
            expression's share of the votes (counts of 0 and 1 zeroed), on the
            same faces; `"all-votes"` as `"votes"`, and training also uses the
            faces without a majority, see `no_majority`.

    Raises:
        InputError: a file is missing, faulty, or does not fit the other.
    """
    root = listing.open_root(root, f"fer2013.csv and {CSV_NAME}")
    faces_path = fer2013.find_csv(root)
    if not faces_path:
        raise InputError(
            f"Expected fer2013.csv, which has FER+'s images, in {root}. "
            "Received: no such file. Get it from FER2013."
        )
    votes_path = _find_votes(root, faces_path)
    votes, usages = read_votes(votes_path)
    rows = fer2013.read_rows(faces_path)
    _check_join(rows, usages, faces_path, votes_path)
    keep, distribution = majority(votes)
    if targets == "majority":
        classes = distribution.argmax(axis=1)
        distribution = one_hot(classes, len(WITH_CONTEMPT))
    layout = (
        f"FER+, {faces_path.name} and {votes_path.name}, targets={targets}; "
        f"the majority rule keeps {keep.sum():,} of {len(keep):,} faces"
    )
    splits = fer2013.split(layout, rows, distribution, WITH_CONTEMPT, keep)
    if targets != "all-votes":
        return splits
    training = rows.usages == fer2013.USAGES.index("Training")
    mask = training & no_majority(votes)
    more = fer2013.chosen(rows, distribution, WITH_CONTEMPT, mask)
    layout = f"{splits.layout}; {len(more):,} more to train on have no majority"
    return dataclasses.replace(splits, layout=layout, no_majority=more)


def majority(votes: np.ndarray) -> tuple:
    """Applies the majority rule to votes, int `(faces, 10)`, in `ORDER`.

    Returns:
        bool `(faces,)`, the faces to keep, and float32 `(faces, 8)`, the votes
        as a distribution over `WITH_CONTEMPT` (zeros where no vote is left).
        A kept face's largest share is its majority.
    """
    votes = _without_noise(votes)
    best = votes.argmax(axis=1)
    wins = 2 * votes.max(axis=1) > votes.sum(axis=1)
    keep = wins & (best < len(WITH_CONTEMPT))
    order = [ORDER.index(name) for name in WITH_CONTEMPT]
    expressions = votes[:, order].astype("float32")
    total = expressions.sum(axis=1, keepdims=True)
    return keep, expressions / np.maximum(total, 1)


def no_majority(votes: np.ndarray) -> np.ndarray:
    """Returns which faces have useful votes, but no majority.

    Their expressions together have more than half of all votes, after counts of
    0 and 1 are zeroed. Rare expressions, on which people agree least, are more
    frequent among these faces.

    Returns:
        bool `(faces,)`: 3,356 of the complete file's training faces.
    """
    keep, _ = majority(votes)
    votes = _without_noise(votes)
    expressions = votes[:, : len(WITH_CONTEMPT)].sum(axis=1)
    return ~keep & (2 * expressions > votes.sum(axis=1))


def _without_noise(votes):
    return np.where(votes > 1, votes, 0)


def read_votes(path: pathlib.Path) -> tuple:
    """Returns int64 votes `(rows, 10)` and int64 `(rows,)`, see `Rows`."""
    votes, usages = [], []
    for where, cells in tables.read_csv(path, ("Usage", *ORDER)):
        usages.append(fer2013.find_usage(cells[0], where))
        votes.append(
            [
                tables.whole_number(cell, 0, 10, where, f"votes for {name}")
                for name, cell in zip(ORDER, cells[1:], strict=True)
            ]
        )
    return np.array(votes, int).reshape(-1, len(ORDER)), np.array(usages, int)


def _find_votes(root, faces_path):
    for folder in (root, faces_path.parent):
        if (folder / CSV_NAME).is_file():
            return check_label_file(folder / CSV_NAME, root)
    raise InputError(
        f"Expected {CSV_NAME}, which has FER+'s votes, in {root}. Received: "
        "no such file. Get it from https://github.com/microsoft/FERPlus."
    )


def _check_join(rows, usages, faces_path, votes_path):
    fault = None
    if len(usages) != len(rows.usages):
        fault = f"{len(usages):,} and {len(rows.usages):,} rows"
    elif (usages != rows.usages).any():
        row = int((usages != rows.usages).argmax())
        fault = (
            f"{fer2013.USAGES[usages[row]]} and "
            f"{fer2013.USAGES[rows.usages[row]]} in row {row + 1}"
        )
    if fault:
        raise InputError(
            f"Expected {votes_path} and {faces_path} to have the same rows, "
            f"which are joined by number. Received: {fault}. Get both again."
        )
