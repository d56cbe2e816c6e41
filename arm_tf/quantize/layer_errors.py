"""Which layers have the largest quantization error."""

import keras
import numpy as np

from arm_tf.quantize.trace import quantized_tensors


def layer_errors(
    folded: keras.Model, quantized: keras.Model, images: np.ndarray
) -> dict:
    """Returns how far each quantized tensor is from the float model's.

    Both have the same layer names; images are uint8 `(faces, height, width,
    3)`.

    Returns:
        Dict of floats by layer name, the largest first: the error of the
        tensor over the float tensor, both as root mean squares.
    """
    names, float_model = quantized_tensors(folded)
    outputs = [quantized.get_layer(f"{name}.range").output for name in names]
    rounded_model = keras.Model(quantized.input, outputs)
    exact = float_model.predict_on_batch(images)
    rounded = rounded_model.predict_on_batch(images)
    errors = {
        name: float(_rms(b - a) / max(_rms(a), 1e-12))
        for name, a, b in zip(names, exact, rounded, strict=True)
    }
    return dict(sorted(errors.items(), key=lambda item: -item[1]))


def _rms(values):
    return np.sqrt(np.mean(np.square(values, dtype="float64")))
