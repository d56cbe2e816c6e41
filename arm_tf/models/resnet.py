"""ResNet-18, -34 and -50, laid out so that torchvision's weights fit.

Three details decide whether ported weights give the same features:

* PyTorch pads a strided convolution equally on both sides; Keras' "same" does
  not. Every convolution here is "valid" after explicit padding.
* torchvision uses epsilon 1e-5, and calls 0.1 what Keras calls momentum 0.9.
* Layer names are torchvision's, so porting is a matter of renaming.

He et al., "Deep Residual Learning for Image Recognition", arXiv 1512.03385.
"""

import functools
from collections.abc import Callable
from typing import Any

import keras
from keras import initializers, layers

from arm_tf.layers.batch_normalization import BatchNormalization

DEPTHS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}
EXPANSION = 4  # of the bottleneck blocks of ResNet-50
MOMENTUM = 0.9  # of BatchNorm's running statistics; of all backbones


def _imagenet_stem(x, width, parts):
    x = parts.conv(x, width, 7, strides=2, name="conv1")
    x = parts.relu(parts.norm(x, name="bn1"), name="relu")
    # After ReLU nothing is negative: padding with zero is equivalent to
    # PyTorch's padding with minus infinity.
    x = layers.ZeroPadding2D(1, dtype=parts.dtype, name="maxpool.pad")(x)
    return layers.MaxPooling2D(3, 2, dtype=parts.dtype, name="maxpool")(x)


def _small_stem(x, width, parts, strides=1):
    x = parts.conv(x, width, 3, strides=strides, name="conv1")
    return parts.relu(parts.norm(x, name="bn1"), name="relu")


STEMS: dict[str, Callable] = {
    "imagenet": _imagenet_stem,  # the map is 1/32 of the image
    "small": _small_stem,  # 1/8: for faces of 48 to 64 pixels
    "half": functools.partial(
        _small_stem, strides=2
    ),  # 1/16: a quarter of the cost
}


def resnet(
    pixels: keras.KerasTensor,
    depth: int = 18,
    stem: str = "imagenet",
    width: float = 1.0,
    attention: Callable | None = None,
    dtype: Any = None,
) -> keras.KerasTensor:
    """Adds a ResNet's convolutions, without pooling and classifier.

    Args:
        pixels: symbolic tensor `(batch, height, width, 3)`, normalized.
        depth: 18, 34 or 50.
        stem: "imagenet" (7x7, stride 2, and max pooling), "small" (3x3, stride
            1, no pooling) or "half" (3x3, stride 2, no pooling).
        width: float. Multiplies every channel count.
        attention: None, or a function `(previous, current, name)` of two
            symbolic tensors, a stage's input and output, that returns the
            stage's amended output.
        dtype: dtype policy of the layers.

    Returns:
        Symbolic tensor, the map after the last ReLU:
        `(batch, rows, columns, 512 * width)`, for depth 50 four times as many.
    """
    parts = _Parts(dtype)
    base = max(8, round(64 * width))
    x = STEMS[stem](pixels, base, parts)
    for stage, blocks in enumerate(DEPTHS[depth]):
        previous = x
        for block in range(blocks):
            x = (bottleneck_block if depth == 50 else basic_block)(
                x,
                base * 2**stage,
                strides=2 if stage and not block else 1,
                name=f"layer{stage + 1}.{block}",
                parts=parts,
            )
        if attention:
            x = attention(previous, x, f"attention{stage + 1}")
    return x


def basic_block(x, width, strides, name, parts):
    """Two 3x3 convolutions and a shortcut."""
    y = parts.conv(x, width, 3, strides=strides, name=f"{name}.conv1")
    y = parts.relu(parts.norm(y, name=f"{name}.bn1"), name=f"{name}.relu1")
    y = parts.conv(y, width, 3, name=f"{name}.conv2")
    y = parts.norm(y, name=f"{name}.bn2")
    return parts.join(x, y, strides, name)


def bottleneck_block(x, width, strides, name, parts):
    """1x1, 3x3 (where torchvision strides) and 1x1 to four times the width."""
    y = parts.conv(x, width, 1, name=f"{name}.conv1")
    y = parts.relu(parts.norm(y, name=f"{name}.bn1"), name=f"{name}.relu1")
    y = parts.conv(y, width, 3, strides=strides, name=f"{name}.conv2")
    y = parts.relu(parts.norm(y, name=f"{name}.bn2"), name=f"{name}.relu2")
    y = parts.conv(y, width * EXPANSION, 1, name=f"{name}.conv3")
    y = parts.norm(y, name=f"{name}.bn3")
    return parts.join(x, y, strides, name)


class _Parts:
    """The layers of a ResNet with the arguments they all share."""

    def __init__(self, dtype):
        self.dtype = dtype

    def conv(self, x, filters, size, name, strides=1):
        if size > 1:
            pad = layers.ZeroPadding2D(
                size // 2, dtype=self.dtype, name=f"{name}.pad"
            )
            x = pad(x)
        return layers.Conv2D(
            filters,
            size,
            strides=strides,
            use_bias=False,
            # As in torchvision: He normal, by fan-out.
            kernel_initializer=initializers.VarianceScaling(
                2.0, "fan_out", "untruncated_normal"
            ),
            dtype=self.dtype,
            name=name,
        )(x)

    def norm(self, x, name):
        return BatchNormalization(
            momentum=MOMENTUM, epsilon=1e-5, dtype=self.dtype, name=name
        )(x)

    def relu(self, x, name):
        return layers.ReLU(dtype=self.dtype, name=name)(x)

    def join(self, x, y, strides, name):
        if strides != 1 or x.shape[-1] != y.shape[-1]:
            x = self.conv(
                x,
                y.shape[-1],
                1,
                strides=strides,
                name=f"{name}.downsample.0",
            )
            x = self.norm(x, name=f"{name}.downsample.1")
        y = layers.Add(dtype=self.dtype, name=f"{name}.add")([y, x])
        return self.relu(y, name=f"{name}.relu")
