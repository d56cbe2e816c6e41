"""Converts a folded Keras model to TFLite, with builtin operations only.

Every file takes uint8 RGB `(1, height, width, 3)`, scale 1 and zero point 0,
and returns float32 probabilities `(1, classes)`.
"""

import contextlib
import pathlib
import tempfile

import keras
from ai_edge_litert import schema_py_generated as schema
from keras import layers

from arm_tf.models.parts import KerasClassifier
from arm_tf.tflite import WEIGHT_BITS, flatbuffer


def convert(classifier: KerasClassifier, precision: str) -> bytes:
    """Returns the bytes of a TFLite file, without metadata.

    Args:
        classifier: what `fold` returns; for int8 and int4 what `quantize`
            returns, with the temperature folded.
        precision: one of `arm_tf.tflite.PRECISIONS`.
    """
    model = with_probabilities(classifier)
    integers = precision in WEIGHT_BITS
    if not integers:
        model = _from_bytes(model)
    with converter_of(model) as converter:
        _set_precision(converter, precision)
        content = converter.convert()
    return content if integers else _declare_pixels(content)


@contextlib.contextmanager
def converter_of(model: keras.Model):
    """Yields TensorFlow Lite's converter of a Keras model, for single faces."""
    import tensorflow as tf

    _, *shape = model.input_shape
    pixels = keras.InputSpec(shape=(1, *shape), dtype=model.input.dtype)
    with tempfile.TemporaryDirectory() as folder:
        folder = str(pathlib.Path(folder) / "model")
        model.export(
            folder,
            format="tf_saved_model",
            input_signature=[pixels],
            verbose=False,
        )
        yield tf.lite.TFLiteConverter.from_saved_model(folder)


def _set_precision(converter, precision):
    import tensorflow as tf

    if precision != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if precision in WEIGHT_BITS:
        converter.inference_input_type = tf.uint8


def with_probabilities(classifier: KerasClassifier) -> keras.Model:
    """Returns a folded classifier that ends in softmax: `(batch, classes)`."""
    probabilities = layers.Softmax(dtype="float32", name="probabilities")
    outputs = probabilities(classifier.uncalibrated_logits)
    network = classifier.network
    return keras.Model(network.input, outputs, name=network.name)


def _from_bytes(model):
    """Returns a float model that takes uint8, as all our files do."""
    pixels = keras.Input(model.input_shape[1:], dtype="uint8", name="pixels")
    outputs = model(keras.ops.cast(pixels, "float32"))
    return keras.Model(pixels, outputs, name=model.name)


def _declare_pixels(content):
    """Declares scale 1 and zero point 0 of the input, as in integer files."""
    model = flatbuffer.read(content)
    graph = model.subgraphs[0]
    pixels = graph.tensors[graph.inputs[0]]
    pixels.quantization = schema.QuantizationParametersT(
        scale=[1.0], zeroPoint=[0]
    )
    return flatbuffer.write(model)
