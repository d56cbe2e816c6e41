"""Tiny classifiers whose every weight matters, for the tests of export."""

import keras
import numpy as np
from keras import layers

from arm_tf.config import Config
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.batch_normalization import BatchNormalization
from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization
from arm_tf.models.classifier import classifier_from

LABELS = ("neutral", "happiness", "surprise")


def small_config(**settings):
    """Returns the `Config` of a tiny ResNet-18 for 32x32 faces."""
    tiny = {"image_size": 32, "stem": "half", "width": 0.125}
    if settings.get("backbone", "resnet18").startswith("resnet"):
        settings = {**tiny, **settings}
    return Config(**settings)


def randomised(seed=0, labels=LABELS, **settings):
    """Returns a classifier without a weight at 0 or 1, where errors hide."""
    keras.utils.set_random_seed(seed)  # of the kernels
    model = classifier_from(small_config(**settings), labels)
    randomise(model, seed)
    return model


def residual(labels=LABELS, seed=0):
    """Returns the smallest classifier with all building blocks of a ResNet."""
    keras.utils.set_random_seed(seed)  # of the kernels
    pixels = keras.Input((32, 32, 3), name="pixels")
    x = PixelNormalization([120.0] * 3, [60.0] * 3, name="normalize")(pixels)
    x = layers.ZeroPadding2D(1)(x)
    x = layers.Conv2D(8, 3, strides=2, use_bias=False, name="conv1")(x)
    x = layers.ReLU(name="relu1")(layers.BatchNormalization(name="bn1")(x))
    x = layers.MaxPooling2D(2)(x)
    y = layers.Conv2D(8, 3, padding="same", use_bias=False, name="conv2")(x)
    y = BatchNormalization(name="bn2")(y)  # ours; bn1 is other networks'
    x = layers.ReLU(name="relu2")(layers.Add(name="add")([x, y]))
    x = AmendRepresentation(block_size=4, name="arm")(x)
    x = layers.Dense(len(labels), name="fc")(x)
    x = CalibratedLogits(labels, name="calibrated")(x)
    model = keras.Model(pixels, x, name="residual")
    randomise(model, seed)
    return model


def randomise(model, seed):
    """Gives every weight a value of its own, in place."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        name = weight.path.split("/")[-1]
        if name in ("gamma", "moving_variance"):
            weight.assign(rng.uniform(0.7, 1.4, weight.shape))
        elif name in ("beta", "bias", "moving_mean", "generic"):
            weight.assign(rng.normal(0, 0.2, weight.shape))
        elif name in ("alpha", "temperature"):
            weight.assign(1.3)


def random_faces(number, size=32, seed=0):
    """Returns uint8 `(number, size, size, 3)`, smooth and not symmetric."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (number, size // 4, size // 4, 3))
    return coarse.repeat(4, axis=1).repeat(4, axis=2).astype("uint8")
