"""The parts of a classifier that others ask for, in one place.

Whoever wants the class names, the temperature or a layer of a classifier asks
here, and nobody else knows a layer's name or its place in the list.
"""

from typing import Any

import keras
import numpy as np

from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.pixels import CalibratedLogits

# The layers' names. A published checkpoint calls the last one `fc`.
NORMALIZATION, LOGITS, CALIBRATED = "normalize", "fc", "calibrated"
HEADS = ("arm", "gap", "flatten", "conv")


def labels_of(model: keras.Model) -> tuple:
    """Returns the class names that an arm_tf classifier carries.

    Example:

    >>> labels_of(pretrained.load("fer2013"))
    ('neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear')

    Raises:
        InputError: the model is of another project.
    """
    return _calibration(model).labels


def temperature_of(model: keras.Model) -> float:
    """Returns what a classifier divides its logits by."""
    return float(np.asarray(_calibration(model).temperature))


def offset_of(model: keras.Model) -> np.ndarray:
    """Returns what a classifier subtracts from its logits, `(classes,)`."""
    return np.asarray(_calibration(model).offset)


def set_calibration(
    model: keras.Model, temperature: float = 1.0, offset: Any = 0.0
) -> None:
    """Changes how a classifier calibrates its logits, in place.

    Args:
        model: classifier.
        temperature: float that the logits are divided by.
        offset: float, or floats `(classes,)`, subtracted before that.
    """
    layer = _calibration(model)
    layer.temperature.assign(temperature)
    layer.offset.assign(np.broadcast_to(offset, layer.offset.shape))


def is_calibrated(model: keras.Model) -> bool:
    """Returns whether `set_calibration` gave it other values than training."""
    layer = _calibration(model)
    return float(layer.temperature) != 1 or bool(np.any(layer.offset))


def arm_of(model: keras.Model) -> AmendRepresentation | None:
    """Returns a classifier's ARM layer; None where it has another head."""
    found = (x for x in model.layers if isinstance(x, AmendRepresentation))
    return next(found, None)


def normalization_of(model: keras.Model) -> keras.layers.Layer:
    """Returns the layer that takes the pixels: `PixelNormalization`.

    In a folded classifier it is a 1x1 convolution.
    """
    return model.get_layer(NORMALIZATION)


def freeze_backbone(model: keras.Model, frozen: bool) -> None:
    """Makes all layers before the head trainable or not, in place.

    Batch norms that are not trainable use their running statistics.
    """
    for layer in model.layers:
        # The head "conv" has layers before its pooling.
        name = layer.name.split(".")[0]
        if name not in (*HEADS, LOGITS, CALIBRATED):
            layer.trainable = not frozen


def fully_connected_of(model: keras.Model) -> keras.layers.Layer:
    """Returns the fully connected layer that gives the logits."""
    return model.get_layer(LOGITS)


def uncalibrated_logits_of(model: keras.Model) -> keras.KerasTensor:
    """Returns the symbolic logits before their division by a temperature."""
    return _calibration(model).input


def _calibration(model):
    last = model.layers[-1] if getattr(model, "layers", None) else None
    if not isinstance(last, CalibratedLogits):
        raise InputError(
            "Expected a model that this project trained, which ends in "
            f"calibrated logits. Received: a model that ends in {last!r}. "
            "Train one with `python train.py`."
        )
    return last
