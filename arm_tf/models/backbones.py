"""The backbones by name: how to build each, and the pixels it expects."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable

import keras

from arm_tf.errors import InputError
from arm_tf.layers.lossless_attention import LosslessAttention
from arm_tf.models import face_resnet
from arm_tf.models.resnet import MOMENTUM, resnet

# ImageNet's statistics in [0, 1], as torchvision states them, in grey levels.
IMAGENET_MEAN = (0.485 * 255, 0.456 * 255, 0.406 * 255)
IMAGENET_DEVIATION = (0.229 * 255, 0.224 * 255, 0.225 * 255)
# keras.applications' MobileNetV3 and EfficientNetV2 expect [-1, 1].
HALF_RANGE = (127.5, 127.5, 127.5)


@dataclasses.dataclass(frozen=True)
class Backbone:
    """How to build a backbone, and the pixels it expects."""

    build: Callable  # from symbolic pixels, config and dtype to the map
    mean: tuple  # three floats, subtracted from pixels in [0, 255]
    deviation: tuple  # three floats that the difference is divided by


def _resnet(pixels, config, dtype, depth):
    if config.weights == "imagenet":
        raise InputError(
            "weights=imagenet is for the backbones of keras.applications. "
            f"Received: backbone={config.backbone}. Give the path of a "
            "torchvision checkpoint: weights=FILE."
        )

    return resnet(
        pixels,
        depth=depth,
        stem=config.stem,
        width=config.width,
        attention=_attention(config, dtype),
        dtype=dtype,
    )


def _face_resnet(pixels, config, dtype, blocks):
    if config.stem not in face_resnet.STEMS:
        raise InputError(
            f"backbone={config.backbone} has stem=imagenet or half. Received: "
            f"stem={config.stem}. Leave it out."
        )
    return face_resnet.face_resnet(
        pixels,
        blocks,
        config.stem,
        config.output_stride,
        _attention(config, dtype),
        dtype,
    )


def _attention(config, dtype):
    """Returns the attention after each stage of a ResNet; None for none."""
    if config.attention == "none":
        return None

    def attend(previous, current, name):
        layer = LosslessAttention(dtype=dtype, name=name)
        return layer([previous, current])

    return attend


def _application(pixels, config, dtype, function, **options):
    """Builds a network of keras.applications onto `pixels`."""
    weights = "imagenet" if config.weights == "imagenet" else None
    if config.stem != "imagenet" or config.width != 1:
        raise InputError(
            "`stem` and `width` are settings of the ResNets only. Received: "
            f"backbone={config.backbone} stem={config.stem} "
            f"width={config.width}. Leave them out."
        )
    if config.attention != "none":
        raise InputError(
            "`attention` stands behind the stages of a ResNet. Received: "
            f"backbone={config.backbone} attention={config.attention}. Use "
            "backbone=resnet18, or leave attention out."
        )
    with _default_dtype(dtype):
        try:
            network = function(
                include_top=False,
                weights=weights,
                input_tensor=pixels,
                include_preprocessing=False,
                **options,
            )
        except Exception as error:  # Keras raises it for a failed download.
            if weights is None:
                raise
            raise InputError(
                f"The ImageNet weights of {config.backbone} could not be "
                f"downloaded. Received: {error}. Try again with a network, or "
                "leave out weights=imagenet."
            ) from error
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            # MobileNetV3's 0.999 keeps 37 % of the initial statistics through
            # a thousand steps.
            layer.momentum = MOMENTUM
    return network.output


@contextlib.contextmanager
def _default_dtype(dtype):
    # keras.applications takes no dtype; only the global policy reaches it.
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(dtype or before)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _torchvision(depth):
    build = functools.partial(_resnet, depth=depth)
    return Backbone(build, IMAGENET_MEAN, IMAGENET_DEVIATION)


def _dlib(blocks):
    build = functools.partial(_face_resnet, blocks=blocks)
    return Backbone(build, face_resnet.MEAN, face_resnet.DEVIATION)


def _keras(name, **options):
    def build(pixels, config, dtype):
        function = getattr(keras.applications, name)
        return _application(pixels, config, dtype, function, **options)

    return Backbone(build, HALF_RANGE, HALF_RANGE)


BACKBONES = {
    "resnet18": _torchvision(18),
    "resnet34": _torchvision(34),
    "resnet50": _torchvision(50),
    "face_resnet": _dlib(face_resnet.BLOCKS),
    "face_resnet_medium": _dlib(face_resnet.MEDIUM),
    "face_resnet_short": _dlib(face_resnet.SHORT),
    "mobilenet_v3_small": _keras("MobileNetV3Small"),
    "mobilenet_v3_large": _keras("MobileNetV3Large"),
    "efficientnet_v2_b0": _keras("EfficientNetV2B0"),
}
