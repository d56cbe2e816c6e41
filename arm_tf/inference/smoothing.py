"""Smooths the predictions for a face over time.

The probabilities of a face are averaged over time, with recent ones counting
most (by seconds, not frames, so that a slow phone and a fast desktop show the
same). Hysteresis keeps the shown label from flickering:

* another label replaces the shown one once it leads by `label_lead`;
* a sure prediction becomes unsure if its confidence falls below the threshold;
  an unsure one becomes sure if it exceeds the threshold by `label_lead`.

Time constant, lead and threshold are in the model's `model.json`.

The confidence is calibrated: half of the predictions with 0.5 are correct.
"""

import dataclasses
import math

import numpy as np

from arm_tf.inference.model_settings import Settings


@dataclasses.dataclass(frozen=True)
class Prediction:
    """The prediction for a face."""

    label: str
    sure: bool  # whether the confidence is high enough to rely on
    probabilities: np.ndarray  # float32 `(classes,)`, summing to 1
    confidence: float  # the label's probability


def predict_once(
    probabilities: np.ndarray, class_names: tuple, settings: Settings
) -> Prediction:
    """Returns the `Prediction` of a single picture, of float32 `(classes,)`."""
    return Smoother(class_names, settings).update(probabilities, 0.0)


class Smoother:
    """The probabilities of one face over time."""

    def __init__(self, class_names: tuple, settings: Settings):
        self.class_names = class_names
        self.settings = settings
        self._mean = None  # of the probabilities
        self._time = None  # of the last update, in seconds
        self._shown = None  # index of the label
        self._sure = True

    def update(self, probabilities, time):
        """Returns the `Prediction` after one more frame.

        Args:
            probabilities: float32 `(classes,)`, summing to 1.
            time: float. Seconds; not before the last update's.
        """
        if self._mean is None:
            self._mean = probabilities.astype("float32")
        else:
            passed = max(0.0, time - self._time)
            weight = -math.expm1(-passed / self.settings.smoothing_seconds)
            change = probabilities - self._mean
            self._mean = self._mean + np.float32(weight) * change
        self._decide(first=self._time is None)
        self._time = time
        return Prediction(
            self.class_names[self._shown],
            self._sure,
            self._mean,
            float(self._mean[self._shown]),
        )

    def _decide(self, first):
        lead = self.settings.label_lead
        best = int(self._mean.argmax())
        unshown = first or not self._sure
        if unshown or self._mean[best] >= self._mean[self._shown] + lead:
            self._shown = best
        waiting = 0 if first or self._sure else lead
        # An unsure prediction must be able to become sure.
        threshold = min(self.settings.unsure_below + waiting, 1 - lead / 2)
        self._sure = bool(self._mean[self._shown] >= threshold)
