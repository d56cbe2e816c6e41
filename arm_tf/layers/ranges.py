"""The ranges of a model's fake-quantized tensors: kept, measured, assigned."""

import contextlib

import keras
import numpy as np
from keras import ops

from arm_tf.layers.fake_quantization import FakeQuantization

RANGE_BATCH = 32  # faces whose least and largest values are averaged


@contextlib.contextmanager
def frozen_ranges(model: keras.Model):
    """Keeps the ranges of a model's `FakeQuantization` layers meanwhile."""
    found = [x for x in model.layers if isinstance(x, FakeQuantization)]
    kept = [layer.frozen for layer in found]
    for layer in found:
        layer.frozen = True
    try:
        yield
    finally:
        for layer, value in zip(found, kept, strict=True):
            layer.frozen = value


def set_ranges(model: keras.Model, images: np.ndarray) -> None:
    """Measures the range of each `FakeQuantization` and assigns it.

    Args:
        model: functional `keras.Model`, quantized.
        images: `(faces, height, width, 3)`, RGB in [0, 255], at least 32.
    """
    found = [
        layer
        for layer in model.layers
        if isinstance(layer, FakeQuantization) and layer.low is None
    ]
    ranges = min_max(
        keras.Model(model.input, [layer.input for layer in found]), images
    )
    for layer, (low, high) in zip(found, ranges, strict=True):
        layer.assign_range(low, high)


def min_max(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Returns the mean least and largest value of each output in batches.

    Those of all faces lie further out, for the sake of a few values: measured
    on drawn faces, the logits' error is then 1.1 (ResNet-18) to 1.5 times (an
    EfficientNetV2B0, shortly trained) as large. Ranges of least squared error
    agreed with the float model more often on one network in three only.

    Args:
        model: functional `keras.Model` with a list of outputs.
        images: `(faces, height, width, 3)`; those after the last whole batch
            of 32 are left out.

    Returns:
        float `(outputs, 2)`.
    """
    ends = [ops.stack([ops.min(x), ops.max(x)]) for x in model.outputs]
    measure = keras.Model(model.input, ends)
    whole = len(images) - len(images) % RANGE_BATCH
    measured = [
        measure.predict_on_batch(images[start : start + RANGE_BATCH])
        for start in range(0, whole, RANGE_BATCH)
    ]
    return np.mean(measured, axis=0)
