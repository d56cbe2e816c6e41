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
ACCURACY_BUDGET = 0.0025  # of validation accuracy, lost for more mean recall
ECE_BUDGET = 0.005  # by how much the calibration error may grow
FEWEST_FACES = 1000  # of validation: with fewer, such differences are noise
BALANCED = 2.0  # ratio of largest to smallest class; below, they are balanced


def fit_offset(
    logits: np.ndarray, classes: np.ndarray, frequencies: np.ndarray
) -> np.ndarray:
    """Returns what to subtract from each class's logits.

    Uses the strength with the highest mean recall on validation, of those that
    stay within both budgets. Zeros if the classes are balanced, validation is
    small, or a class has no faces.

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
    logs = np.log(frequencies / frequencies.sum())
    logs -= logs.mean()
    found = [_judge(logits - s * logs, classes) for s in STRENGTHS]
    accuracy, ece, _ = found[0]
    allowed = [
        row[0] >= accuracy - ACCURACY_BUDGET and row[1] <= ece + ECE_BUDGET
        for row in found
    ]
    recalls = np.where(allowed, [row[2] for row in found], -1)
    return STRENGTHS[recalls.argmax()] * logs


def _judge(logits, classes):
    """Returns accuracy, ECE and mean recall at the best temperature."""
    probabilities = softmax(logits / fit_temperature(logits, classes))
    hits = probabilities.argmax(axis=1) == classes
    recalls = [hits[classes == c].mean() for c in np.unique(classes)]
    ece = metrics.expected_calibration_error(probabilities, classes)
    return hits.mean(), ece, np.mean(recalls)
