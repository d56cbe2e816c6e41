"""Fake quantization: trainable layers that round float32 to few values.

The gradient of rounding is that of the identity within the range (the
straight-through estimator, Bengio et al., arXiv 1308.3432).

The rounding is that of TensorFlow Model Optimization's quantizers. Its
own API only rewrites Keras 2 models; the quantizers themselves work in Keras 3
layers through a small adapter. Weights of convolutions have a range per output
channel, those of `Dense` one range, the only scheme the converter supports.

Jacob et al., "Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference", arXiv 1712.05877.
"""

import functools
import os

import keras
from keras import layers

from arm_tf.errors import InputError
from arm_tf.layers.batch_normalization import BatchNormalization

BITS = 8
SMALLEST_RANGE = 1e-3  # of a tensor that is always zero


@functools.cache
def _quantizers():
    """Returns the module of the quantizers, imported without side effects.

    Raises:
        InputError: Keras' backend is not TensorFlow.
    """
    if keras.backend.backend() != "tensorflow":
        raise InputError(
            "Quantization needs Keras with TensorFlow. Received: "
            f"KERAS_BACKEND={keras.backend.backend()}. Set "
            "KERAS_BACKEND=tensorflow; runs trained with JAX load as well."
        )
    before = os.environ.get("TF_USE_LEGACY_KERAS")
    from tensorflow_model_optimization.python.core.quantization.keras import (
        quantizers,
    )

    # The import makes every later `import tensorflow` use Keras 2.
    if before is None:
        os.environ.pop("TF_USE_LEGACY_KERAS", None)
    return quantizers


def _in_float32(kwargs):
    """Returns a layer's arguments with float32 in place of the global policy.

    Raises:
        ValueError: another dtype is given. Rounding to 256 values, and its
            gradient, need more precision than float16 has.
    """
    policy = keras.dtype_policies.get(kwargs.pop("dtype", None) or "float32")
    if policy.name != "float32":
        raise ValueError(
            "Fake quantization computes in float32. "
            f"Received: dtype={policy.name}. Leave dtype out."
        )
    return {**kwargs, "dtype": policy}


class _Range:
    """A quantizer and its variables, as part of a layer."""

    def __init__(self, quantizer, layer, shape, name):
        self.quantizer = quantizer
        self.layer = layer
        self.variables = quantizer.build(shape, name, self) or {}

    def add_weight(self, name, initializer, trainable, shape):
        """Creates a variable as the quantizers do: in Keras 2's way."""
        return self.layer.add_weight(
            name=name,
            shape=() if shape is None else (shape,),
            initializer=keras.initializers.Constant(initializer.value),
            trainable=trainable,
            autocast=False,
        )

    def __call__(self, inputs, training):
        variables = {k: v.value for k, v in self.variables.items()}
        return self.quantizer(inputs, bool(training), variables)

    def assign(self, low, high):
        # It must include zero, or zero padding would not be exact.
        low, high = min(float(low), 0.0), max(float(high), 0.0)
        self.variables["min_var"].assign(low)
        self.variables["max_var"].assign(max(high, low + SMALLEST_RANGE))


@keras.saving.register_keras_serializable(package="arm_tf")
class FakeQuantization(layers.Layer):
    """Rounds a tensor of any shape to 256 values within its range.

    In training the range follows the batches slowly (by 0.1 %), so it must be
    assigned first. With `frozen` set it does not change.

    Args:
        low: float, the lower end of a fixed range; None to measure the range.
        high: float, the upper end, or None.
        **kwargs: Base layer arguments.
    """

    def __init__(self, low=None, high=None, **kwargs):
        super().__init__(**_in_float32(kwargs))
        self.low = low
        self.high = high
        self.frozen = False

    def build(self, input_shape):
        module = _quantizers()
        if self.low is None:
            quantizer = module.MovingAverageQuantizer(BITS, False, False, False)
        else:
            quantizer = module.FixedQuantizer(BITS, self.low, self.high, False)
        self.range = _Range(quantizer, self, input_shape, "range")

    def assign_range(self, low, high):
        """Sets the range to two floats, widened to include zero."""
        self.range.assign(low, high)

    def call(self, inputs, training=False):
        return self.range(inputs, training and not self.frozen)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "low": self.low, "high": self.high}


@keras.saving.register_keras_serializable(package="arm_tf")
class QuantizedConstant(layers.Layer):
    """Adds or multiplies a tensor by one number, which is quantized exactly.

    Args:
        operation: "add" or "multiply".
        value: float above 0; its range ends there, so it is exact.
        **kwargs: Base layer arguments.
    """

    def __init__(self, operation, value, **kwargs):
        super().__init__(**_in_float32(kwargs))
        self.operation = operation
        self.value = value

    def build(self, input_shape):
        quantizer = _quantizers().FixedQuantizer(BITS, 0.0, self.value, False)
        self.range = _Range(quantizer, self, (), "range")

    def call(self, inputs):
        value = keras.ops.convert_to_tensor(self.value, "float32")
        value = self.range(value, False)
        return inputs + value if self.operation == "add" else inputs * value

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "operation": self.operation,
            "value": self.value,
        }


class _QuantizedKernel:
    """Common base of the layers with weights: the range of their kernel."""

    per_channel = True
    frozen = False

    def __init__(self, *args, weight_bits=BITS, **kwargs):
        super().__init__(*args, **_in_float32(kwargs))
        self.weight_bits = weight_bits

    def build(self, input_shape):
        super().build(input_shape)
        quantizer = _quantizers().LastValueQuantizer(
            self.weight_bits, self.per_channel, True, True
        )
        shape = self._by_channel(self.kernel.shape)
        self.kernel_range = _Range(quantizer, self, shape, "kernel_range")

    def quantized_kernel(self, training=False):
        """Returns the rounded kernel; in training with its current range."""
        shape = self.kernel.shape
        kernel = keras.ops.reshape(self.kernel, self._by_channel(shape))
        training = training and not self.frozen
        kernel = self.kernel_range(kernel, training)
        return keras.ops.reshape(kernel, shape)

    # `Conv2D` and `Dense` would save a fixed list of variables, not the ranges.

    def save_own_variables(self, store):
        layers.Layer.save_own_variables(self, store)

    def load_own_variables(self, store):
        layers.Layer.load_own_variables(self, store)

    def _by_channel(self, shape):
        return tuple(shape)

    def call(self, inputs, training=False):
        x = self.apply_kernel(inputs, self.quantized_kernel(training))
        return x + self.bias if self.use_bias else x

    def get_config(self):
        return {**super().get_config(), "weight_bits": self.weight_bits}


@keras.saving.register_keras_serializable(package="arm_tf")
class QuantizedConv2D(_QuantizedKernel, layers.Conv2D):
    """`Conv2D`, channels last and linear, with a range per output channel."""

    def apply_kernel(self, inputs, kernel):
        return self.convolution_op(inputs, kernel)


@keras.saving.register_keras_serializable(package="arm_tf")
class QuantizedDepthwiseConv2D(_QuantizedKernel, layers.DepthwiseConv2D):
    """`DepthwiseConv2D`, channels last and linear, with a range per channel."""

    def _by_channel(self, shape):
        # The quantizer has a range per index of the last axis only.
        height, width, channels, multiplier = shape
        return (height, width, 1, channels * multiplier)

    def apply_kernel(self, inputs, kernel):
        return keras.ops.depthwise_conv(
            inputs,
            kernel,
            strides=self.strides,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
        )


@keras.saving.register_keras_serializable(package="arm_tf")
class QuantizedDense(_QuantizedKernel, layers.Dense):
    """`Dense`, linear, with one range for all its weights."""

    per_channel = False

    def apply_kernel(self, inputs, kernel):
        return keras.ops.matmul(inputs, kernel)


@keras.saving.register_keras_serializable(package="arm_tf")
class FreezableNormalization(BatchNormalization):
    """`BatchNormalization` that stops using the batch once `frozen` is set.

    `trainable = False` would also exclude `gamma` and `beta` from training.
    """

    frozen = False

    def __init__(self, **kwargs):
        super().__init__(**_in_float32(kwargs))

    def call(self, inputs, training=False, mask=None):
        return super().call(inputs, training and not self.frozen, mask)
