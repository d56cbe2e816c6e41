"""A classifier rewritten for a phone: the same function in plain layers.

At inference everything after the feature map is affine: arrangement,
de-albino convolution, BatchNorm, mean over the planes, sharing affinity with a
fixed `g`, `fc` and the calibration. So it becomes one fully connected layer on
the flattened map; a phone needs neither DEPTH_TO_SPACE nor a 32x32 kernel.

Pixels are normalized by a 1x1 convolution, before the first padding, as in the
original: a border of zeros still means a border of the mean colour.
"""

import keras
import numpy as np
from keras import layers

from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.hard_swish import HardSwish
from arm_tf.layers.lossless_attention import flatten
from arm_tf.layers.pixels import LUMA, CalibratedLogits, PixelNormalization
from arm_tf.models.parts import LOGITS, KerasClassifier


def fold(classifier: KerasClassifier) -> KerasClassifier:
    """Returns the same function, float32, in layers that phones support.

    Args:
        classifier: trained, of any precision.

    Returns:
        A classifier with a functional network: the 1x1 convolution
        "normalize", the backbone with activations as layers of their own, the
        head "gap" or "flatten", the fully connected "fc", and
        `CalibratedLogits` with temperature 1.

    Raises:
        InputError: predictions depend on the batch (`affinity="batch"`).
    """
    arm = classifier.arm
    if arm is not None and arm.affinity == "batch":
        raise InputError(
            "Expected a model whose prediction for a face depends on it "
            "alone. Received: affinity=batch, which adds the mean over the "
            "current batch, and a phone has batches of one. Train with "
            "affinity=ema, or evaluate this model in Python only."
        )
    network = flatten(classifier.network)
    twin = keras.models.clone_model(
        network, clone_function=_replacement, call_function=_call
    )
    for layer in network.layers:
        if _keeps_weights(layer):
            twin.get_layer(layer.name).set_weights(layer.get_weights())
    folded = KerasClassifier(twin)
    folded.normalization.set_weights(_normalization(classifier.normalization))
    kernel, bias = _head(arm, classifier.fully_connected)
    temperature = np.float32(classifier.temperature)
    bias = bias - classifier.offset
    folded.fully_connected.set_weights(
        [kernel / temperature, bias / temperature]
    )
    return folded


def _keeps_weights(layer):
    folded = isinstance(layer, (AmendRepresentation, CalibratedLogits))
    return bool(layer.weights) and not folded and layer.name != LOGITS


def _replacement(layer):
    """Returns the float32 layer that replaces a classifier's layer."""
    if not isinstance(layer, layers.Layer):
        return layer  # An operation without weights, such as `x + 3`.
    name = layer.name
    if isinstance(layer, PixelNormalization):
        return layers.Conv2D(3, 1, dtype="float32", name=name)
    if isinstance(layer, AmendRepresentation):
        return layers.Flatten(dtype="float32", name="flatten")
    config = {**layer.get_config(), "dtype": "float32"}
    if not isinstance(layer, (layers.Conv2D, layers.DepthwiseConv2D)):
        return type(layer).from_config(config)
    replacement = type(layer).from_config({**config, "activation": None})
    replacement.activation_after = layer.activation
    return replacement


def _call(layer, *args, **kwargs):
    """Calls a replacement on symbolic tensors, as the classifier did."""
    if isinstance(layer, layers.Activation):
        return _activate(layer.activation, layer.name, *args)
    x = layer(*args, **kwargs)
    after = getattr(layer, "activation_after", None)
    if after in (None, keras.activations.linear):
        return x
    return _activate(after, f"{layer.name}.activation", x)


def _activate(function, name, x):
    """Applies an activation in layers that can be quantized one by one."""
    if function is keras.activations.hard_silu:
        return HardSwish(dtype="float32", name=name)(x)
    if function is keras.activations.relu:
        return layers.ReLU(dtype="float32", name=name)(x)
    if function is not keras.activations.silu:
        return layers.Activation(function, dtype="float32", name=name)(x)
    options = {"dtype": "float32", "name": f"{name}.sigmoid"}
    sigmoid = layers.Activation("sigmoid", **options)
    product = layers.Multiply(dtype="float32", name=f"{name}.multiply")
    return product([x, sigmoid(x)])


def _normalization(layer):
    """Returns kernel `(1, 1, 3, 3)` and bias `(3,)` of a `normalize`."""
    mean, deviation = np.array(layer.mean), np.array(layer.deviation)
    mixed = np.eye(3)  # rows: RGB in; columns: out
    if layer.grey:
        mixed = np.repeat(np.array(LUMA)[:, None], 3, axis=1)
    return (mixed / deviation)[None, None], -mean / deviation


def _head(arm, fc):
    """Returns kernel and bias, float64, of `fc` on the flattened map."""
    kernel, bias = (np.asarray(w, "float64") for w in fc.get_weights())
    if arm is None:
        return kernel, bias
    _, height, width, _ = arm.input.shape
    weights = {w.path.split(f"{arm.name}/")[-1]: w for w in arm.weights}
    weights = {k: np.asarray(w, "float64") for k, w in weights.items()}
    if arm.affinity == "ema":
        shared = weights["affinity/alpha"] * weights["affinity/generic"]
        bias = bias + shared @ kernel
    deviation = np.sqrt(weights["norm/moving_variance"] + arm.norm.epsilon)
    scale = weights["norm/gamma"] / deviation  # (planes,)
    shift = weights["norm/beta"] - weights["norm/moving_mean"] * scale
    bias = bias + shift.mean() * kernel.sum(axis=0)
    planes, size = len(scale), arm.block_size
    spread = _spread(weights["de_albino/kernel"][..., 0, 0], kernel, arm)
    # To the map's channels: from (rows, i, columns, j, classes).
    spread = spread.reshape(height, size, width, size, -1)
    spread = spread.transpose(0, 2, 1, 3, 4)[:, :, None]
    spread = spread * (scale / planes)[:, None, None, None]
    channels = planes * size**2
    spread = spread.reshape(height * width, channels, -1)
    if arm.project is not None:
        bias = bias + weights["project/bias"] @ spread.sum(axis=0)
        spread = weights["project/kernel"][0, 0] @ spread
    return spread.reshape(-1, spread.shape[-1]), bias


def _spread(window, kernel, arm):
    """Returns what each pixel of an arranged plane adds to each logit.

    From `window`, the de-albino kernel `(side, side)`, and `kernel`, that of
    `fc`, `(rows * columns, classes)`: `(height * block, width * block,
    classes)`.
    """
    _, height, width, _ = arm.input.shape
    block, step = arm.block_size, arm.de_albino.strides
    result = np.zeros((height * block, width * block, kernel.shape[-1]))
    side = len(window)
    columns = (width * block - side) // step + 1
    for position, row in enumerate(kernel):
        y, x = np.array(divmod(position, columns)) * step
        result[y : y + side, x : x + side] += window[..., None] * row
    return result
