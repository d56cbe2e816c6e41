"""Checks a model's outputs before metrics are computed.

A wrong shape or an infinity would not stop NumPy: it would only give a wrong
figure. Everything here raises `InputError` instead.
"""

import numpy as np

from arm_tf.errors import InputError
from arm_tf.expressions import NO_CLASS


def check_rows(scores: np.ndarray) -> np.ndarray:
    """Returns finite, non-empty `(faces, classes)` scores as float64."""
    scores = np.asarray(scores, "float64")
    if scores.ndim != 2 or not scores.size:
        raise InputError(
            "Expected one row of scores per face, at least one. Received: "
            f"shape {scores.shape}. Check that the split has faces."
        )
    finite = np.isfinite(scores).all(axis=1)
    if not finite.all():
        raise InputError(
            "Expected finite scores. Received: "
            f"{np.sum(~finite)} of {len(scores)} rows with NaN or infinity, "
            f"the first is row {np.argmin(finite)}. The model has diverged: "
            "go back to an earlier checkpoint."
        )
    return scores


def check_scores(scores: np.ndarray, classes: np.ndarray) -> tuple:
    """Checks that there is one finite row of scores per face.

    Args:
        scores: float `(faces, classes)`, logits or probabilities.
        classes: int `(faces,)` in [0, classes), the truth.

    Returns:
        The two as float64 and int64 arrays.
    """
    scores = check_rows(scores)
    classes = _check_classes(classes, 0, scores.shape[1])
    _check_same_length(scores, classes)
    return scores, classes


def check_probabilities(
    probabilities: np.ndarray, classes: np.ndarray
) -> tuple:
    """As `check_scores`, for rows of 0 or more that sum to 1."""
    probabilities, classes = check_scores(probabilities, classes)
    sums = probabilities.sum(axis=1)
    # A quantized softmax is accurate to 1/256 per class.
    tolerance = probabilities.shape[1] / 256
    if probabilities.min() < 0 or np.abs(sums - 1).max() > tolerance:
        raise InputError(
            "Expected probabilities, rows of 0 or more that sum to 1. "
            f"Received: values from {probabilities.min():.4g} to "
            f"{probabilities.max():.4g}, sums from {sums.min():.4g} to "
            f"{sums.max():.4g}. Apply softmax to logits first."
        )
    return probabilities, classes


def check_answers(
    classes: np.ndarray, predicted: np.ndarray, num_classes: int
) -> tuple:
    """Checks one prediction per face; -1 is no class, not allowed for all.

    Args:
        classes: int `(faces,)` in [-1, num_classes), the truth.
        predicted: int `(faces,)` in [-1, num_classes).
        num_classes: int.

    Returns:
        The two as int64 arrays.
    """
    classes = _check_classes(classes, NO_CLASS, num_classes)
    predicted = _check_classes(predicted, NO_CLASS, num_classes)
    _check_same_length(classes, predicted)
    if (classes == NO_CLASS).all():
        raise InputError(
            "Expected at least one labelled frame. Received: "
            f"{len(classes)} frames, all labelled {NO_CLASS}. Leave this "
            "video out."
        )
    return classes, predicted


def check_pairs(correct_a: np.ndarray, correct_b: np.ndarray) -> tuple:
    """Returns which predictions of two models were correct, bool `(faces,)`."""
    correct_a, correct_b = np.asarray(correct_a), np.asarray(correct_b)
    for correct in (correct_a, correct_b):
        if correct.dtype != bool or correct.ndim != 1 or not correct.size:
            raise InputError(
                "Expected one bool per face, whether the answer was right. "
                f"Received: {correct.dtype} {correct.shape}. Give "
                "predicted == classes."
            )
    _check_same_length(correct_a, correct_b)
    return correct_a, correct_b


def check_labels(labels: list, num_classes: int) -> list:
    """Returns the labels as a list: as many as classes, all different."""
    labels = list(labels)
    if len(labels) != num_classes or len(set(labels)) != num_classes:
        raise InputError(
            f"Expected {num_classes} different labels, one per class. "
            f"Received: {labels}. Give the labels of the trained model."
        )
    return labels


def _check_classes(classes, lowest, num_classes):
    classes = np.asarray(classes)
    if classes.dtype.kind not in "iu" or classes.ndim != 1 or not classes.size:
        raise InputError(
            "Expected one integer class per face, at least one. Received: "
            f"{classes.dtype} {classes.shape}. Take the argmax of targets."
        )
    if classes.min() < lowest or classes.max() >= num_classes:
        raise InputError(
            f"Expected classes from {lowest} to {num_classes - 1}. Received: "
            f"{classes.min()} to {classes.max()}. Map labels by name first."
        )
    return classes.astype("int64")


def _check_same_length(first, second):
    if len(first) != len(second):
        raise InputError(
            "Expected the same faces twice, in the same order. Received: "
            f"{len(first)} and {len(second)} of them. Use one split for both."
        )
