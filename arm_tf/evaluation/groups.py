"""Whether a model is as good for some people as for others.

A group's figures also depend on what its people express: a group with more
happy faces, which are easy, has a higher accuracy. So the significance test
compares each group's hits with the number expected from its classes.
"""

import pathlib

import numpy as np

from arm_tf.data.tables import read_csv
from arm_tf.errors import InputError
from arm_tf.evaluation.metrics import expected_calibration_error
from arm_tf.evaluation.significance import (
    INTERVAL,
    NUM_RESAMPLES,
    wilson_interval,
)

PERMUTATIONS = 9999


def read(path: pathlib.Path, names: list[str]) -> np.ndarray:
    """Returns each face's group, str `(faces,)`, "" where the file has none.

    Args:
        path: csv file with the columns `face` and `group`.
        names: of the faces, as `predictions.names_of` gives them.

    Raises:
        InputError: a face has two groups, or the file has none of the faces.
    """
    found: dict[str, str] = {}
    for where, (face, group) in read_csv(path, ("face", "group")):
        if found.setdefault(face, group) != group:
            raise InputError(
                f"{where}: expected one group a face. Received: {group!r:.60} "
                f"and {found[face]!r:.60} for {face:.200}. Remove one."
            )
    if not found.keys() & set(names):
        raise InputError(
            f"Expected faces as --predictions names them, such as {names[0]}. "
            f"Received: {path}, which has none of these {len(names)} faces. "
            "Correct its column face."
        )
    return np.array([found.get(name, "") for name in names])


def report(
    probabilities: np.ndarray, classes: np.ndarray, groups: np.ndarray
) -> dict:
    """Returns figures by group, and whether they differ more than by chance.

    Args:
        probabilities: float `(faces, classes)`, rows summing to 1.
        classes: int `(faces,)`, the truth.
        groups: str `(faces,)`; faces of "" are left out.

    Returns:
        Dict of `by_group` (name to `num_images`, `accuracy`, `mean_recall` and
        `ece`, each followed by its 95 % `..._interval`), `without_group`
        (faces left out) and `spread_p_value` (see `spread`).
    """
    known = groups != ""
    hits = probabilities.argmax(axis=1) == classes
    return {
        "by_group": {
            str(group): _figures(
                probabilities[groups == group], classes[groups == group]
            )
            for group in np.unique(groups[known])
        },
        "without_group": int((~known).sum()),
        "spread_p_value": spread(hits[known], classes[known], groups[known]),
    }


def spread(hits: np.ndarray, classes: np.ndarray, groups: np.ndarray) -> float:
    """Returns the p-value for accuracy depending on the class alone.

    A permutation test: groups are shuffled among the faces of each class. The
    statistic is the sum, over groups, of the squared difference between hits
    and the hits expected from the classes, divided by the group's size.

    Args:
        hits: bool `(faces,)`, which predictions were correct.
        classes: int `(faces,)`, the truth.
        groups: str `(faces,)`.

    Returns:
        Float in (0, 1]; 1 where there is one group.
    """
    _, members, sizes = np.unique(
        groups, return_inverse=True, return_counts=True
    )
    totals = np.bincount(classes)
    means = np.bincount(classes, hits) / np.maximum(totals, 1)
    surplus = hits - means[classes]

    def statistic(order):
        sums = np.bincount(members[order], surplus, len(sizes))
        return (sums**2 / sizes).sum()

    rng = np.random.default_rng(0)
    rows = [np.flatnonzero(classes == c) for c in np.unique(classes)]
    order = np.arange(len(hits))
    seen = statistic(order) - 1e-9  # Equal sums differ by rounding.
    as_far = 0
    for _ in range(PERMUTATIONS):
        for one in rows:
            order[one] = rng.permutation(one)
        as_far += statistic(order) >= seen
    return (1 + as_far) / (1 + PERMUTATIONS)


def _figures(probabilities, classes):
    hits = probabilities.argmax(axis=1) == classes
    rng, drawn = np.random.default_rng(0), []
    for _ in range(NUM_RESAMPLES):
        rows = rng.integers(len(classes), size=len(classes))
        ece = expected_calibration_error(probabilities[rows], classes[rows])
        drawn.append((_mean_recall(hits[rows], classes[rows]), ece))
    recall, ece = np.quantile(drawn, INTERVAL, axis=0).T.tolist()
    return {
        "num_images": len(classes),
        "accuracy": float(hits.mean()),
        "accuracy_interval": wilson_interval(int(hits.sum()), len(hits)),
        "mean_recall": float(_mean_recall(hits, classes)),
        "mean_recall_interval": recall,
        "ece": expected_calibration_error(probabilities, classes),
        "ece_interval": ece,
    }


def _mean_recall(hits, classes):
    counts = np.bincount(classes)
    return (np.bincount(classes, hits)[counts > 0] / counts[counts > 0]).mean()


def summary(found: dict) -> str:
    """Returns the figures by group as a few lines of text."""
    width = max(map(len, found["by_group"]))
    lines = [f"{'':{width}}  faces  accuracy (95 %)      mean recall     ECE"]
    for name, row in found["by_group"].items():
        low, high = row["accuracy_interval"]
        lines.append(
            f"{name:{width}}  {row['num_images']:5}  {row['accuracy']:.4f} "
            f"({low:.3f} to {high:.3f})  {row['mean_recall']:.4f}  "
            f"{row['ece']:8.4f}"
        )
    if found["without_group"]:
        lines.append(f"{found['without_group']} faces have no group")
    p_value = found["spread_p_value"]
    verdict = "more than" if p_value < 0.05 else "no more than"
    lines.append(
        f"the groups differ {verdict} chance would have it, given what their "
        f"faces express (p {p_value:.4f})"
    )
    return "\n".join(lines)
