"""Keras layers: ARM, LLAM, pixel scaling, calibration, augmentation.

Importing this package registers every layer that a saved arm_tf model may
hold, so that `keras.saving.load_model` finds them. Settings in a user's
keras.json that no layer here supports are reset to Keras' defaults.
"""

import keras

from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.arm_parts import (
    DeAlbino,
    FeatureArrangement,
    SharingAffinity,
)
from arm_tf.layers.batch_normalization import BatchNormalization
from arm_tf.layers.fake_quantization import (
    FakeQuantization,
    FreezableNormalization,
    QuantizedConstant,
    QuantizedConv2D,
    QuantizedDense,
    QuantizedDepthwiseConv2D,
)
from arm_tf.layers.hard_swish import HardSwish
from arm_tf.layers.lossless_attention import LosslessAttention
from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization

# Every layer takes channels last, and sets its precision itself.
keras.config.set_image_data_format("channels_last")
keras.config.set_floatx("float32")

__all__ = [
    "AmendRepresentation",
    "BatchNormalization",
    "CalibratedLogits",
    "DeAlbino",
    "FakeQuantization",
    "FeatureArrangement",
    "FreezableNormalization",
    "HardSwish",
    "LosslessAttention",
    "PixelNormalization",
    "QuantizedConstant",
    "QuantizedConv2D",
    "QuantizedDense",
    "QuantizedDepthwiseConv2D",
    "SharingAffinity",
]
