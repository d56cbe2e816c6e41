"""Splits without leaks: duplicates of a face stay on one side.

`cut` splits off a missing validation split. It is stratified (each class gives
the same share) and seeded, never by position: files are often sorted by class.
Faces with equal pixels are one group, which stays together, because data sets
that were collected from the web contain many duplicates. Frames are split by
video, with `choose_groups`: neighbours show the same face.
"""

import numpy as np

from arm_tf.data.face_sets import FaceSet
from arm_tf.errors import InputError

NUM_DRAWS = 500  # orders of the groups that are tried


def cut(faces: FaceSet, fraction: float, seed: int) -> tuple:
    """Splits off a part of a `FaceSet`.

    From each class, the largest share up to `fraction` is taken, in whole
    groups of duplicates: at least one group, but one is always left. So a class
    with a single distinct face has none in the part. The result does not depend
    on the order of the faces.

    Returns:
        `(rest, part)`, two `FaceSet`s, each in the order of `faces`.

    Raises:
        InputError: no class has two distinct faces.
    """
    group, sizes, classes = _groups(faces)
    chosen = np.zeros(len(sizes), bool)
    rng = np.random.default_rng(seed)
    for label in range(len(faces.labels)):
        groups = rng.permutation(np.flatnonzero(classes == label))
        chosen[_pick(groups, sizes, fraction)] = True
    if not chosen.any():
        raise InputError(
            "Expected at least two different faces of a class, to hold one "
            f"out. Received: {len(sizes)} different faces to train on, at most "
            "one of a class. Add faces."
        )
    in_part = chosen[group]
    rest, part = np.flatnonzero(~in_part), np.flatnonzero(in_part)
    return faces.take(rest), faces.take(part)


def folds(faces: FaceSet, number: int, seed: int) -> np.ndarray:
    """Assigns faces to folds: stratified, duplicates in one fold.

    Returns:
        int64 `(faces,)`, each face's fold, from 0.

    Raises:
        InputError: there are fewer distinct faces of a class than folds.
    """
    group, sizes, classes = _groups(faces)
    rng = np.random.default_rng(seed)
    dealt = np.zeros(len(sizes), int)
    for label, name in enumerate(faces.labels):
        groups = rng.permutation(np.flatnonzero(classes == label))
        if 0 < len(groups) < number:
            raise InputError(
                f"Expected at least {number} different faces of each class for "
                f"folds={number}. Received: {len(groups)} of {name}. Lower "
                "folds, or add faces."
            )
        held = np.zeros(number, int)
        # The largest groups first, each into the smallest fold.
        for index in groups[np.argsort(-sizes[groups], kind="stable")]:
            dealt[index] = held.argmin()
            held[dealt[index]] += sizes[index]
    return dealt[group]


def choose_groups(counts: np.ndarray, fraction: float, seed: int) -> np.ndarray:
    """Chooses whole groups that hold about the same share of every class.

    Tries many seeded orders of the groups and all places to split each, and
    takes the one that comes closest to the share, averaged over the classes.
    At least one group is chosen and one is left. `counts`, int `(groups,
    classes)`, is how many faces of each class a group has.

    Returns:
        bool `(groups,)`.

    Raises:
        InputError: fewer than two groups have faces.
    """
    counts = np.asarray(counts)
    groups = np.flatnonzero(counts.any(axis=1))
    if len(groups) < 2:
        raise InputError(
            "Expected at least two videos with labelled faces, to cut a "
            f"validation part from. Received: {len(groups)}. Add videos."
        )
    present = counts[:, counts.any(axis=0)]
    shares = present / present.sum(axis=0)
    rng = np.random.default_rng(seed)
    best, chosen = np.inf, None
    for _ in range(NUM_DRAWS):
        order = rng.permutation(groups)
        held = shares[order[:-1]].cumsum(axis=0)
        misses = np.abs(held - fraction).mean(axis=1)
        if misses.min() < best:
            best, chosen = misses.min(), order[: misses.argmin() + 1]
    return np.isin(np.arange(len(counts)), chosen)


def _groups(faces):
    """Returns each face's group of duplicates, and sizes and classes of these.

    The class of a group is that of its first face.
    """
    _, first, group = np.unique(
        faces.hashes, return_index=True, return_inverse=True
    )
    return group, np.bincount(group), faces.classes[first]


def duplicates(train: FaceSet, other: FaceSet) -> np.ndarray:
    """Returns bool `(len(other),)`: which faces of `other` are in `train`."""
    return np.isin(other.hashes, train.hashes)


def _pick(groups, sizes, fraction):
    """Returns the first groups that fit into `fraction` of their faces."""
    wanted = round(fraction * sizes[groups].sum())
    picked, total = [], 0
    for group in groups[:-1]:  # The last one is left in any case.
        if total + sizes[group] <= wanted:
            picked.append(group)
            total += sizes[group]
    if not picked and len(groups) > 1:
        picked = [min(groups, key=lambda group: sizes[group])]
    return np.array(picked, int)
