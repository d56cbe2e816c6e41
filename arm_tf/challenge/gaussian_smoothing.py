"""Probabilities of a video's frames, averaged over time.

An expression lasts longer than a frame; a classifier of single frames
flickers. Neighbours are weighted by a Gaussian of their distance in frames, not
in rows: a frame without a face has no weight, but counts as distance.
"""

import numpy as np

WIDTHS = (0, 2, 5, 10, 20, 40, 80)  # frames, standard deviation; 0: off
REACH = 3  # standard deviations


def smooth(
    probabilities: np.ndarray, numbers: np.ndarray, width: float
) -> np.ndarray:
    """Returns float64 `(frames, classes)`, rows summing to 1.

    Args:
        probabilities: float `(frames, classes)`, rows summing to 1.
        numbers: int `(frames,)`, ascending, each frame's number.
        width: float, the Gaussian's standard deviation in frames; 0 changes
            nothing.
    """
    if not width or not len(numbers):
        return np.asarray(probabilities, "float64")
    place = numbers - numbers[0]
    reach = int(REACH * width)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    summed = np.zeros(probabilities.shape)
    for column, values in enumerate(probabilities.T):
        dense = np.zeros(place[-1] + 1)
        dense[place] = values
        summed[:, column] = np.convolve(dense, kernel)[place + reach]
    return summed / summed.sum(axis=1, keepdims=True)
