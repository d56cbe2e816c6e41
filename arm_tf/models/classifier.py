"""The whole network: pixels, backbone, head, calibrated logits."""

from typing import Any

import keras
from keras import layers

from arm_tf.config import Config
from arm_tf.config.settings import FACE_RESNETS
from arm_tf.errors import InputError
from arm_tf.layers.amend_representation import AmendRepresentation
from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization
from arm_tf.models.backbones import BACKBONES
from arm_tf.models.parts import CALIBRATED, LOGITS, NORMALIZATION

MIN_MAP = 2  # pixels: below, ARM has no grid left


def build_classifier(
    config: Config, labels: tuple, dtype: Any = None
) -> keras.Model:
    """Returns an untrained classifier.

    Args:
        config: `arm_tf.config.Config`; its `backbone`, `stem`, `width`,
            `output_stride`, `attention`, `head`, `arm_block`,
            `arm_planes`, `affinity`,
            `image_size` and `grey` are used.
        labels: class names, in the order of the logits.
        dtype: dtype policy or its name; None for float32.

    Returns:
        A functional `keras.Model` from RGB pixels in [0, 255], `(batch,
        image_size, image_size, 3)`, to float32 logits `(batch, classes)`.
    """
    dtype = dtype or "float32"
    backbone = BACKBONES[config.backbone]
    size = config.image_size
    pixels = keras.Input((size, size, 3), name="pixels")
    x = PixelNormalization(
        backbone.mean,
        backbone.deviation,
        grey=config.grey,
        dtype=dtype,
        name=NORMALIZATION,
    )(pixels)
    features = backbone.build(x, config, dtype)
    # dlib's network ends in a map of one pixel at most sizes, fit for pooling.
    small = config.backbone in FACE_RESNETS and config.head != "arm"
    if min(features.shape[1:3]) < (1 if small else MIN_MAP):
        raise InputError(
            f"{config.backbone} with stem={config.stem} needs larger images: "
            f"its map must be at least {MIN_MAP}x{MIN_MAP}. Received: "
            f"image_size={size}, a map of {features.shape[1:3]}. Use a larger "
            "image_size, or another stem."
        )
    x = _head(features, config, dtype)
    logits = layers.Dense(len(labels), dtype="float32", name=LOGITS)(x)
    logits = CalibratedLogits(labels, name=CALIBRATED)(logits)
    return keras.Model(pixels, logits, name=config.backbone)


def _head(features, config, dtype):
    if config.head == "arm":
        arm = AmendRepresentation(
            config.arm_block,
            config.affinity,
            config.arm_planes,
            dtype=dtype,
            name="arm",
        )
        return arm(features)
    if config.head == "gap":
        return layers.GlobalAveragePooling2D(dtype=dtype, name="gap")(features)
    return layers.Flatten(dtype=dtype, name="flatten")(features)
