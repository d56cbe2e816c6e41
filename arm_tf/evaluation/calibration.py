"""Temperature scaling: calibrates the confidence of a trained model.

Dividing all logits by one number changes only the confidence, not the label.

Reference:
    [Guo et al., 2017](https://arxiv.org/abs/1706.04599)
"""

import numpy as np

from arm_tf.evaluation.scores import check_rows, check_scores

LOWEST, HIGHEST = 0.05, 20.0  # temperatures
HALVINGS = 40  # of the range of 1 / temperature: to 2e-11


def softmax(logits: np.ndarray) -> np.ndarray:
    """Returns float64 probabilities; logits of any size do not overflow.

    Args:
        logits: float `(faces, classes)`, finite.
    """
    logits = check_rows(logits)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit_temperature(logits: np.ndarray, classes: np.ndarray) -> float:
    """Returns the temperature with the lowest negative log likelihood.

    Fit it on validation faces and use `softmax(logits / temperature)`.

    Args:
        logits: float `(faces, classes)`, finite.
        classes: int `(faces,)`, the truth.

    Returns:
        Float in [0.05, 20]: above 1 if the model was overconfident. A model
        without errors on these faces gets the lowest, because its likelihood
        has no other optimum.

    Raises:
        InputError: no faces, logits that are not finite, or classes that do
            not match them.
    """
    logits, classes = check_scores(logits, classes)
    gaps = logits - logits[np.arange(len(logits)), classes][:, None]
    # The negative log likelihood is convex in 1 / temperature, so bisecting
    # the range that holds the zero of its slope cannot miss the optimum.
    low, high = 1 / HIGHEST, 1 / LOWEST
    for _ in range(HALVINGS):
        inverse = (low + high) / 2
        slope = (softmax(gaps * inverse) * gaps).sum(axis=1).mean()
        if slope <= 0:
            low = inverse
        else:
            high = inverse
    return 2 / (low + high)
