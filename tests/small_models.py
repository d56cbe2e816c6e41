"""Tiny classifiers whose every weight matters, for the tests of export."""

import numpy as np

from arm_tf.config import Config
from arm_tf.models.classifier import build_classifier

LABELS = ("neutral", "happiness", "surprise")


def small_config(**settings):
    """Returns the `Config` of a tiny ResNet-18 for 32x32 faces."""
    tiny = {"image_size": 32, "stem": "half", "width": 0.125}
    if settings.get("backbone", "resnet18").startswith("resnet"):
        settings = {**tiny, **settings}
    return Config(**settings)


def randomised(seed=0, labels=LABELS, **settings):
    """Returns a classifier without a weight at 0 or 1, where errors hide."""
    model = build_classifier(small_config(**settings), labels)
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        name = weight.path.split("/")[-1]
        if name in ("gamma", "moving_variance"):
            weight.assign(rng.uniform(0.7, 1.4, weight.shape))
        elif name in ("beta", "bias", "moving_mean", "generic"):
            weight.assign(rng.normal(0, 0.2, weight.shape))
        elif name in ("alpha", "temperature"):
            weight.assign(1.3)
    return model


def random_faces(number, size=32, seed=0):
    """Returns uint8 `(number, size, size, 3)`, smooth and not symmetric."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (number, size // 4, size // 4, 3))
    return coarse.repeat(4, axis=1).repeat(4, axis=2).astype("uint8")
