"""Inserts fake quantization into a folded model, with calibrated ranges.

The model can be trained further: the layers' gradient is the straight-through
estimator; see `arm_tf.layers.fake_quantization`.
"""

import keras
from keras import layers

from arm_tf.data.face_sets import FaceSet
from arm_tf.layers.batch_normalization import BatchNormalization
from arm_tf.layers.fake_quantization import (
    FakeQuantization,
    FreezableNormalization,
    QuantizedConstant,
    QuantizedConv2D,
    QuantizedDense,
    QuantizedDepthwiseConv2D,
)
from arm_tf.models.parts import LOGITS, NORMALIZATION, KerasClassifier
from arm_tf.quantize.range_calibration import (
    calibration_images,
    min_max_by_tensor,
)
from arm_tf.quantize.trace import quantized_tensors

QUANTIZED = {
    layers.Conv2D: QuantizedConv2D,
    layers.DepthwiseConv2D: QuantizedDepthwiseConv2D,
    layers.Dense: QuantizedDense,
    layers.BatchNormalization: FreezableNormalization,  # of other networks
    BatchNormalization: FreezableNormalization,
}
# The int8 LOGISTIC gives only multiples of 1/256.
SIGMOID_RANGE = (0.0, 255 / 256)


def quantize(
    folded: KerasClassifier, faces: FaceSet, seed: int = 0, weight_bits: int = 8
) -> KerasClassifier:
    """Returns a folded classifier with calibrated fake quantization.

    Args:
        folded: what `arm_tf.quantize.fold.fold` returns.
        faces: `FaceSet` of training faces, at least 100, with the
            model's labels. At most 512 of them are drawn.
        seed: int, of that draw.
        weight_bits: 8 or 4, of the kernels; everything else has 8.

    Returns:
        A classifier with a functional network, layer names as in `folded`,
        float32, trainable. Each quantized tensor is the output of a
        `FakeQuantization` named after the layer before it, plus ".range".

    Raises:
        InputError: too few faces, or of other classes.
    """
    images = calibration_images(folded, faces, seed)
    network = folded.network
    model = _with_rounding(network, weight_bits)
    for layer in network.layers:
        twin = model.get_layer(layer.name)
        values = layer.get_weights()
        for weight, value in zip(twin.weights, values, strict=False):
            weight.assign(value)  # The range's own weights come last.
    for layer in model.layers:
        if hasattr(layer, "quantized_kernel"):
            layer.quantized_kernel(training=True)  # Stores its range.
    for name, (low, high) in min_max_by_tensor(network, images).items():
        layer = model.get_layer(f"{name}.range")
        if layer.low is None:
            layer.assign_range(low, high)
    return KerasClassifier(model)


def fold_calibration(quantized: KerasClassifier) -> None:
    """Moves the calibration into the logits' layer and range, in place.

    The logits stay the same, except for rounding, with a temperature of 1 and
    no offset.
    """
    temperature, offset = quantized.temperature, quantized.offset
    fc = quantized.fully_connected
    logits = quantized.network.get_layer(f"{LOGITS}.range")
    fc.bias.assign_sub(offset)
    fc.set_weights([w / temperature for w in fc.get_weights()])
    low, high = (float(w) for w in logits.get_weights())
    # Wide enough for every class's logits, shifted.
    logits.assign_range(
        (low - offset.max()) / temperature, (high - offset.min()) / temperature
    )
    quantized.calibrate()


def _with_rounding(folded, weight_bits):
    """Returns the folded graph with rounding, its weights not yet set."""
    names, _ = quantized_tensors(folded)

    def replacement(layer):
        if not isinstance(layer, layers.Layer):
            return layer  # An operation without weights, such as `x + 3`.
        kind = QUANTIZED.get(type(layer), type(layer))
        config = layer.get_config()
        if hasattr(kind, "quantized_kernel"):
            config["weight_bits"] = weight_bits
        return kind.from_config(config)

    def call(layer, *args, **kwargs):
        if layer.name == NORMALIZATION:
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


def _call(operation, *args, **kwargs):
    """Applies an operation; a number in it becomes a quantized constant."""
    numbers = [x for x in args if isinstance(x, float)]
    if not numbers:
        return operation(*args, **kwargs)
    kind = type(operation).__name__.lower()
    constant = QuantizedConstant(kind, numbers[0], name=operation.name)
    return constant(next(x for x in args if not isinstance(x, float)))
