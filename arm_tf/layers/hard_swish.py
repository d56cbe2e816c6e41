"""The activation of MobileNetV3, in a form that converts to one operation."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="arm_tf")
class HardSwish(layers.Layer):
    """`x * relu6(x + 3) / 6`, in the form that becomes one HARD_SWISH.

    It keeps any shape.

    Reference:
        Howard et al., "Searching for MobileNetV3", arXiv 1905.02244
    """

    def call(self, inputs):
        return inputs * ops.relu6(inputs + 3.0) * (1 / 6)

    def compute_output_shape(self, input_shape):
        return input_shape
