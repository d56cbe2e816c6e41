"""Splits without leaks: exact copies of a face stay on one side.

What has no validation part gets one by `cut`. It is stratified (each class
gives the same share) and seeded, never by position: files are often sorted by
class. Faces with equal pixels are one group, which is cut as a whole, because
data sets that were collected from the web hold many pictures twice.
"""

import numpy as np

from arm_tf.errors import InputError


def cut(faces, fraction, seed):
    """Cuts a part off a `FaceSet`.

    Of each class, as many faces as come closest to `fraction` from below are
    cut off, in whole groups of copies, at least one group; but one group is
    always left. So a class with a single distinct face has none in the part.
    The result does not depend on the order of the faces.

    Args:
        faces: `FaceSet`.
        fraction: float in (0, 1). Share of each class that is cut off.
        seed: int.

    Returns:
        `(rest, part)`, two `FaceSet`s, each in the order of `faces`.

    Raises:
        InputError: no class has two distinct faces, or `fraction` is not in
            (0, 1).
    """
    if not 0 < fraction < 1:
        raise InputError(
            "Expected the share that is cut off to be between 0 and 1. "
            f"Received: {fraction}. Correct the setting."
        )
    _, first, group = np.unique(
        faces.hashes, return_index=True, return_inverse=True
    )
    chosen = np.zeros(len(first), bool)
    rng = np.random.default_rng(seed)
    sizes, classes = np.bincount(group), faces.classes[first]
    for label in range(len(faces.labels)):
        groups = rng.permutation(np.flatnonzero(classes == label))
        chosen[_pick(groups, sizes, fraction)] = True
    if not chosen.any():
        raise InputError(
            "Expected at least two different faces of one class to cut a "
            f"validation part from. Received: {len(faces)} faces, of which "
            f"{len(first)} differ. Add faces."
        )
    in_part = chosen[group]
    rest, part = np.flatnonzero(~in_part), np.flatnonzero(in_part)
    return faces.take(rest), faces.take(part)


def duplicates(train, other):
    """Returns bool `(len(other),)`: which faces of `other` `train` has too."""
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
