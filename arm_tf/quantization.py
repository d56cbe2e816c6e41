"""A folded model with 8-bit rounding in it: calibrated, then fine-tuned.

Ranges are measured on training faces before the first step of fine-tuning,
because they would follow it too slowly: by 0.1 % a step.
"""

import keras
import numpy as np
from keras import layers, ops

from arm_tf.data.batches import FaceBatches
from arm_tf.errors import InputError
from arm_tf.layers.fake_quantization import (
    FakeQuantization,
    FreezableNormalization,
    QuantizedConstant,
    QuantizedConv2D,
    QuantizedDense,
    QuantizedDepthwiseConv2D,
)
from arm_tf.models.trace import ranged, trace

QUANTIZED = {
    layers.Conv2D: QuantizedConv2D,
    layers.DepthwiseConv2D: QuantizedDepthwiseConv2D,
    layers.Dense: QuantizedDense,
    layers.BatchNormalization: FreezableNormalization,
}
# The int8 LOGISTIC gives multiples of 1/256 and nothing else.
SIGMOID_RANGE = (0.0, 255 / 256)
CALIBRATION_FACES = 512
FEWEST_FACES = 100
BATCH = 32  # faces at a time


def quantize(folded, faces, seed=0):
    """Returns a folded model with calibrated 8-bit rounding in it.

    Args:
        folded: what `arm_tf.models.fold.fold` returns.
        faces: `FaceSet` of training faces, at least `FEWEST_FACES`, with the
            model's labels. At most `CALIBRATION_FACES` of them are drawn.
        seed: int, of that draw.

    Returns:
        Functional `keras.Model` from pixels to logits, layer names as in
        `folded`, float32, trainable. Each tensor that is rounded comes out of
        a `FakeQuantization` named after what made it, with ".range" added.

    Raises:
        InputError: too few faces, or of other classes.
    """
    images = calibration_images(folded, faces, seed)
    model = _with_rounding(folded)
    for layer in folded.layers:
        twin = model.get_layer(layer.name)
        values = layer.get_weights()
        for weight, value in zip(twin.weights, values, strict=False):
            weight.assign(value)  # Those of the range come after them.
    for layer in model.layers:
        if hasattr(layer, "quantized_kernel"):
            layer.quantized_kernel(training=True)  # Stores its range.
    for name, (low, high) in _extremes(folded, images).items():
        layer = model.get_layer(f"{name}.range")
        if layer.low is None:
            layer.assign_range(low, high)
    return model


def calibration_images(folded, faces, seed):
    """Returns uint8 `(faces, height, width, 3)`, drawn from training faces.

    Raises:
        InputError: fewer than `FEWEST_FACES`, or of other classes.
    """
    check_calibration(folded, faces)
    number = min(CALIBRATION_FACES, len(faces))
    rows = np.random.default_rng(seed).permutation(len(faces))[:number]
    batch = FaceBatches(faces.take(rows), folded.input_shape[1], number)[0]
    return batch[0]["images"]


def check_calibration(folded, faces):
    """Raises `InputError` where faces are too few, or of other classes."""
    labels = folded.layers[-1].labels
    if set(faces.labels) != set(labels):
        raise InputError(
            f"Expected calibration faces of the model's classes: "
            f"{', '.join(labels)}. Received: {', '.join(faces.labels)}. Give "
            "the --data that the model was trained on."
        )
    if len(faces) < FEWEST_FACES:
        raise InputError(
            f"Expected at least {FEWEST_FACES} training faces, to measure the "
            f"ranges of the int8 model on. Received: {len(faces)}. Give more "
            "--data, or use --precision float16."
        )


def fold_temperature(model):
    """Divides `fc` and its range by the model's temperature, in place.

    Args:
        model: quantized model. Gives the same logits afterwards, to rounding,
            with a temperature of 1.
    """
    temperature = float(np.asarray(model.layers[-1].temperature))
    for name in ("fc", "fc.range"):
        layer = model.get_layer(name)
        layer.set_weights([w / temperature for w in layer.get_weights()])
    model.layers[-1].temperature.assign(1.0)


def layer_errors(folded, quantized, images):
    """Returns how far each rounded tensor is from the float model's.

    Args:
        folded: the float model.
        quantized: the model to compare, with the layer names of `folded`.
        images: uint8 `(faces, height, width, 3)`.

    Returns:
        Dict of floats by layer name, the largest first: the error of the
        tensor over the float tensor, both as root mean squares.
    """
    traced, steps = trace(folded)
    tensors = {s.operation.name: s.output for s in ranged(steps)}
    float_model = keras.Model(traced.input, list(tensors.values()))
    outputs = [quantized.get_layer(f"{n}.range").output for n in tensors]
    rounded_model = keras.Model(quantized.input, outputs)
    exact = float_model.predict_on_batch(images)
    rounded = rounded_model.predict_on_batch(images)
    errors = {
        name: float(_rms(b - a) / max(_rms(a), 1e-12))
        for name, a, b in zip(tensors, exact, rounded, strict=True)
    }
    return dict(sorted(errors.items(), key=lambda item: -item[1]))


def _rms(values):
    return np.sqrt(np.mean(np.square(values, dtype="float64")))


def _with_rounding(folded):
    """Returns the folded graph with rounding, its weights not yet set."""
    names = {step.operation.name for step in ranged(trace(folded)[1])}

    def replacement(layer):
        kind = QUANTIZED.get(type(layer))
        return kind.from_config(layer.get_config()) if kind else _copy(layer)

    def call(layer, *args, **kwargs):
        if layer.name == "normalize":
            args = [FakeQuantization(0.0, 255.0, name="pixels.range")(*args)]
        x = _call(layer, *args, **kwargs)
        if layer.name not in names:
            return x
        ends = (None, None)
        if getattr(layer, "activation", None) is keras.activations.sigmoid:
            ends = SIGMOID_RANGE
        return FakeQuantization(*ends, name=f"{layer.name}.range")(x)

    return keras.models.clone_model(
        folded, clone_function=replacement, call_function=call
    )


def _copy(layer):
    if not isinstance(layer, layers.Layer):
        return layer
    return type(layer).from_config(layer.get_config())


def _call(operation, *args, **kwargs):
    """Applies an operation; a number in it becomes a quantized constant."""
    numbers = [x for x in args if isinstance(x, float)]
    if not numbers:
        return operation(*args, **kwargs)
    kind = type(operation).__name__.lower()
    constant = QuantizedConstant(kind, numbers[0], name=operation.name)
    return constant(next(x for x in args if not isinstance(x, float)))


def _extremes(folded, images):
    """Returns the mean lowest and highest value of each tensor's batches."""
    traced, steps = trace(folded)
    tensors = {s.operation.name: s.output for s in ranged(steps)}
    ends = [ops.stack([ops.min(t), ops.max(t)]) for t in tensors.values()]
    model = keras.Model(traced.input, ends)
    measured = [
        model.predict_on_batch(images[start : start + BATCH])
        for start in range(0, len(images) - len(images) % BATCH, BATCH)
    ]
    # The extremes of all faces lie further out, for the sake of a few values:
    # measured on drawn faces, the logits' error is then 1.1 (ResNet-18) to 1.5
    # times (an EfficientNetV2B0, shortly trained) as large. Ranges of least
    # squared error answered as the float model more often on one network in
    # three only.
    means = np.mean(measured, axis=0)  # (tensors, 2)
    return dict(zip(tensors, means, strict=True))
