"""Confidence intervals and significance tests for accuracies."""

import numpy as np

from arm_tf.evaluation.scores import check_pairs

NUM_RESAMPLES = 2000
INTERVAL = (0.025, 0.975)  # quantiles of the resamples: 95 %
NORMAL_QUANTILE = 1.959964  # of the same 95 %


def wilson_interval(hits: int, count: int) -> list:
    """Returns the 95 % Wilson score interval of an accuracy or a recall.

    It assumes independent faces, which the frames of one video are not. Its
    width is sensible even if all faces are hits, or none, as happens in rare
    classes (Wilson, 1927, doi 10.1080/01621459.1927.10502953).

    Args:
        hits: int in [0, count].
        count: int. Without faces, the interval is all of [0, 1].

    Returns:
        List of two floats in [0, 1], low and high.
    """
    if not count:
        return [0.0, 1.0]
    share, weight = hits / count, NORMAL_QUANTILE**2 / count
    middle = (share + weight / 2) / (1 + weight)
    spread = share * (1 - share) + weight / 4
    half = float(np.sqrt(weight * spread)) / (1 + weight)
    return [max(0.0, middle - half), min(1.0, middle + half)]


def accuracy_difference_interval(
    correct_a: np.ndarray, correct_b: np.ndarray, seed: int = 0
) -> list:
    """Returns the 95 % paired bootstrap interval of accuracy a - accuracy b.

    Args:
        correct_a: bool `(faces,)`, which predictions of model a were correct.
        correct_b: bool `(faces,)`, the same faces in the same order.
        seed: int.

    Returns:
        List of two floats in [-1, 1], low and high.
    """
    num_faces, only_a, only_b = _discordant(correct_a, correct_b)
    # A face changes the difference by +1, -1 or 0, so the sums of `num_faces`
    # draws with replacement are multinomial: no index has to be drawn.
    alike = num_faces - only_a - only_b
    drawn = np.random.default_rng(seed).multinomial(
        num_faces, np.array([only_a, only_b, alike]) / num_faces, NUM_RESAMPLES
    )
    differences = (drawn[:, 0] - drawn[:, 1]) / num_faces
    return np.quantile(differences, INTERVAL).tolist()


def mcnemar(correct_a: np.ndarray, correct_b: np.ndarray) -> float:
    """Returns McNemar's two-sided mid-p value: do two models err equally often?

    Only faces that exactly one model gets right count: under the null
    hypothesis it is either model with probability 1/2. The mid-p test keeps its
    nominal error rate and has more power than the exact one.

    Args:
        correct_a: bool `(faces,)`, which predictions of model a were correct.
        correct_b: bool `(faces,)`, the same faces in the same order.

    Returns:
        Float in [0, 1]; 1 if each is equally often the only correct one (the
        paper's value is slightly lower, which changes no conclusion).

    Reference:
        [Fagerland et al., 2013](https://doi.org/10.1186/1471-2288-13-91)
    """
    _, only_a, only_b = _discordant(correct_a, correct_b)
    tosses, fewer = only_a + only_b, min(only_a, only_b)
    k = np.arange(1, fewer + 1)
    log_choices = np.cumsum(np.log((tosses + 1 - k) / k))
    probability = np.exp(np.r_[0, log_choices] - tosses * np.log(2))
    return min(1.0, float(2 * probability[:-1].sum() + probability[-1]))


def _discordant(correct_a, correct_b):
    """Returns the number of faces, and those only a, only b got right."""
    correct_a, correct_b = check_pairs(correct_a, correct_b)
    only_a = int(np.sum(correct_a & ~correct_b))
    only_b = int(np.sum(correct_b & ~correct_a))
    return len(correct_a), only_a, only_b
