"""Temperature scaling: makes a trained model's confidence honest.

Dividing all logits by one number changes no answer, only how sure it is.

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
    """Returns the temperature of least negative log likelihood.

    Fit it on validation faces and use `softmax(logits / temperature)`.

    Args:
        logits: float `(faces, classes)`, finite.
        classes: int `(faces,)`, the truth.

    Returns:
        Float in [0.05, 20]: above 1 where the model was too sure. A model
        without an error on these faces gets the lowest, its likelihood having
        no other optimum.

    Raises:
        InputError: no faces, logits that are not finite, or classes that do
            not match them.
    """
    logits, classes = check_scores(logits, classes)
    gaps = logits - logits[np.arange(len(logits)), classes][:, None]
    # The slope of the negative log likelihood over 1 / temperature only ever
    # grows, so halving the range that holds its zero cannot miss the optimum.
    low, high = 1 / HIGHEST, 1 / LOWEST
    for _ in range(HALVINGS):
        inverse = (low + high) / 2
        slope = (softmax(gaps * inverse) * gaps).sum(axis=1).mean()
        if slope <= 0:
            low = inverse
        else:
            high = inverse
    return 2 / (low + high)
