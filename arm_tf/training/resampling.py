"""Which faces an epoch uses: all, or equally many of each class."""

from collections.abc import Callable

import numpy as np


def shuffled(num_faces: int, seed: int) -> Callable[[int], np.ndarray]:
    """Returns a sampler of all faces, in another order every epoch.

    A sampler is a function of the epoch's number that returns int indices.
    """

    def sample(epoch):
        return np.random.default_rng((seed, epoch)).permutation(num_faces)

    return sample


def minimal_random_resampling(
    classes: np.ndarray, per_class: int, seed: int
) -> Callable[[int], np.ndarray]:
    """Returns a sampler that draws equally many faces of each class.

    Our interpretation of MRR (arXiv 2103.10189 names it, its code lacks it):
    every epoch draws anew, with replacement only if a class has fewer faces
    than are wanted, and shuffles.

    Args:
        classes: int `(faces,)`.
        per_class: int. Faces of each class in an epoch; 0 for as many as the
            smallest class has.
        seed: int. An epoch's draw depends on it and the epoch alone.
    """
    members = [np.flatnonzero(classes == c) for c in np.unique(classes)]
    wanted = per_class or min(map(len, members))

    def sample(epoch):
        rng = np.random.default_rng((seed, epoch))
        draws = [
            rng.choice(rows, wanted, replace=len(rows) < wanted)
            for rows in members
        ]
        return rng.permutation(np.concatenate(draws))

    return sample


def class_weights(counts: np.ndarray) -> np.ndarray:
    """Returns float32 `(classes,)`: inverse frequencies, mean 1 over faces.

    A class without faces weighs 0.
    """
    counts = np.asarray(counts, "float64")
    present = counts > 0
    inverse = np.divide(1.0, counts, out=np.zeros_like(counts), where=present)
    return (inverse * counts.sum() / present.sum()).astype("float32")
