"""The whole network: pixels, backbone, head, calibrated logits."""

from typing import Any

import keras
from keras import layers

from arm_tf.config import ModelConfig
from arm_tf.config.settings import FACE_RESNETS
from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.batch_normalization import BatchNormalization
from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization
from arm_tf.models.backbones import BACKBONES
from arm_tf.models.parts import CALIBRATED, LOGITS, NORMALIZATION
from arm_tf.models.resnet import MOMENTUM

MIN_MAP = 2  # pixels: below, ARM has no grid left


def build_classifier(
    class_names: tuple, dtype: Any = None, **options: Any
) -> keras.Model:
    """Returns an untrained classifier, ready for `compile` and `fit`.

    Args:
        class_names: in the order of the logits.
        dtype: dtype policy or its name; None for float32.
        **options: fields of `arm_tf.config.ModelConfig`, such as `backbone`,
            `image_size`, `head` and `grey`.

    Returns:
        A functional `keras.Model` from RGB pixels in [0, 255], `(batch,
        image_size, image_size, 3)`, to float32 logits `(batch, classes)`.

    Raises:
        InputError: an option has an invalid value, or images are too small for
            the backbone.

    Example:

    >>> model = build_classifier(("calm", "tense"), image_size=112)
    >>> model.compile(
    ...     "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    ... )
    """
    return classifier_from(ModelConfig(**options), class_names, dtype)


def classifier_from(
    config: ModelConfig, class_names: tuple, dtype: Any = None
) -> keras.Model:
    """Like `build_classifier`, but takes the settings as one object."""
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
    # At most sizes dlib's network ends in a map of one pixel: fine for pooling.
    small = config.backbone in FACE_RESNETS and config.head != "arm"
    if min(features.shape[1:3]) < (1 if small else MIN_MAP):
        raise InputError(
            f"{config.backbone} with stem={config.stem} needs larger images: "
            f"its map must be at least {MIN_MAP}x{MIN_MAP}. Received: "
            f"image_size={size}, a map of {features.shape[1:3]}. Use a larger "
            "image_size, or another stem."
        )
    x = _head(features, config, dtype)
    logits = layers.Dense(len(class_names), dtype="float32", name=LOGITS)(x)
    logits = CalibratedLogits(class_names, name=CALIBRATED)(logits)
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
    if config.head == "conv":
        filters = 2 * config.arm_block**2
        features = layers.Conv2D(
            filters, 1, use_bias=False, dtype=dtype, name="conv.project"
        )(features)
        features = BatchNormalization(
            momentum=MOMENTUM, epsilon=1e-5, dtype=dtype, name="conv.norm"
        )(features)
    if config.head in ("gap", "conv"):
        return layers.GlobalAveragePooling2D(dtype=dtype, name="gap")(features)
    return layers.Flatten(dtype=dtype, name="flatten")(features)
