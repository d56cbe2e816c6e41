"""Logit adjustment: how much of the log class frequencies to subtract.

A model trained on few faces of a class predicts it even less often than it
occurs. Subtracting a share of the log frequencies from the logits recognizes
more of these faces, at little cost (Menon et al., "Long-tail learning via logit
adjustment", arXiv 2007.07314).
"""

import numpy as np

from arm_tf.evaluation import metrics
from arm_tf.evaluation.calibration import fit_temperature, softmax

STRENGTHS = np.arange(11) * 0.05  # of the log frequencies: 0 to 0.5
ACCURACY_BUDGET = 0.0025  # of accuracy, expected to be lost
ECE_BUDGET = 0.005  # by how much the calibration error may grow
FEWEST_FACES = 1000  # of validation: with fewer, such differences are noise
BALANCED = 2.0  # ratio of largest to smallest class; below, they are balanced


def fit_offset(
    logits: np.ndarray, classes: np.ndarray, frequencies: np.ndarray
) -> np.ndarray:
    """Returns what to subtract from each class's logits.

    Uses the largest strength that stays within both budgets. The accuracy lost
    is what the model's own calibrated probabilities predict. Counting errors
    would be too noisy: 0.3 times the log frequencies seemed to cost FER+
    nothing on 2,506 validation faces, and cost 1.3 points on 3,199 others.

    Zeros if the classes are balanced, validation is small, or a class has no
    faces.

    Args:
        logits: float `(faces, classes)` on validation, not calibrated.
        classes: int `(faces,)`, the truth.
        frequencies: float `(classes,)`, faces of each class in training.

    Returns:
        float `(classes,)`, of mean 0.
    """
    fewest, most = frequencies.min(), frequencies.max()
    balanced = fewest <= 0 or most < BALANCED * fewest
    if balanced or len(classes) < FEWEST_FACES:
        return np.zeros(logits.shape[1])
    logs = log_frequencies(frequencies)
    probabilities = softmax(logits / fit_temperature(logits, classes))
    most_ece = _ece(logits, classes) + ECE_BUDGET
    return [
        strength * logs
        for strength in STRENGTHS
        if _lost(probabilities, logits - strength * logs) <= ACCURACY_BUDGET
        and _ece(logits - strength * logs, classes) <= most_ece
    ][-1]


def log_frequencies(frequencies: np.ndarray) -> np.ndarray:
    """Returns the log of each class's share, float `(classes,)`, of mean 0.

    Args:
        frequencies: float `(classes,)`, above 0.
    """
    logs = np.log(frequencies / frequencies.sum())
    return logs - logs.mean()


def _lost(probabilities, logits):
    """Returns the accuracy expected to be lost by choosing by these logits."""
    chosen = logits.argmax(axis=1)[:, None]
    taken = np.take_along_axis(probabilities, chosen, axis=1)
    return np.mean(probabilities.max(axis=1) - taken[:, 0])


def _ece(logits, classes):
    """Returns the calibration error at the best temperature."""
    probabilities = softmax(logits / fit_temperature(logits, classes))
    return metrics.expected_calibration_error(probabilities, classes)
