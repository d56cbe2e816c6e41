"""ResNet-18, -34 and -50, laid out so that torchvision's weights fit.

Three details decide whether ported weights give the same features:

* PyTorch pads a strided convolution equally on both sides; Keras' "same" does
  not. Every convolution here is "valid" after explicit padding.
* torchvision uses epsilon 1e-5, and calls 0.1 what Keras calls momentum 0.9.
* Layer names are torchvision's, so porting is a matter of renaming.

He et al., "Deep Residual Learning for Image Recognition", arXiv 1512.03385.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import initializers, layers

from arm_tf.layers.batch_normalization import BatchNormalization

DEPTHS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3)}
MOMENTUM = 0.9  # of BatchNorm's running statistics; of all backbones
STEMS = {  # size and stride of the first convolution
    "imagenet": (7, 2),  # and max pooling: the map is 1/32 of the image
    "small": (3, 1),  # 1/8: for faces of 48 to 64 pixels
    "half": (3, 2),  # 1/16: a quarter of the cost
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
    parts = Parts(dtype, _fan_out)
    base = max(8, round(64 * width))
    size, strides = STEMS[stem]
    x = parts.conv(pixels, base, size, "conv1", strides)
    x = parts.norm_relu(x, "bn1", "relu")
    if stem == "imagenet":
        # After ReLU nothing is negative: padding with zero is equivalent to
        # PyTorch's padding with minus infinity.
        x = parts(x, layers.ZeroPadding2D, "maxpool.pad", padding=1)
        x = parts(x, layers.MaxPooling2D, "maxpool", pool_size=3, strides=2)
    for stage, blocks in enumerate(DEPTHS[depth]):
        previous, channels = x, base * 2**stage
        for block in range(blocks):
            name = f"layer{stage + 1}.{block}"
            strides = 2 if stage and not block else 1
            if depth == 50:  # torchvision strides in the middle.
                sizes = ((channels, 1), (channels, 3), (4 * channels, 1))
                x = _block(x, sizes, (1, strides, 1), name, parts)
            else:
                sizes = ((channels, 3), (channels, 3))
                x = _block(x, sizes, (strides, 1), name, parts)
        if attention:
            x = attention(previous, x, f"attention{stage + 1}")
    return x


def _block(x, sizes, strides, name, parts):
    """Adds convolutions of these channels and sizes, and a shortcut."""
    y = x
    for number, (channels, size) in enumerate(sizes, 1):
        step = strides[number - 1]
        y = parts.conv(y, channels, size, f"{name}.conv{number}", step)
        if number < len(sizes):
            y = parts.norm_relu(y, f"{name}.bn{number}", f"{name}.relu{number}")
        else:
            y = parts.norm(y, f"{name}.bn{number}")
    if max(strides) > 1 or x.shape[-1] != y.shape[-1]:
        shortcut = f"{name}.downsample"
        x = parts.conv(x, y.shape[-1], 1, f"{shortcut}.0", max(strides))
        x = parts.norm(x, f"{shortcut}.1")
    return parts.join(y, x, name)


def _fan_out():
    """Returns torchvision's initializer: He normal, by fan-out."""
    return initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal")


class Parts:
    """Adds layers of a residual network, with the arguments they all share.

    `initializer` is a function that returns the initializer of a kernel.
    """

    def __init__(self, dtype: Any, initializer: Callable) -> None:
        self.dtype = dtype
        self.initializer = initializer

    def __call__(self, x, kind, name, **options):
        return kind(dtype=self.dtype, name=name, **options)(x)

    def conv(self, x, filters, size, name, strides=1, dilation=1, pad=True):
        if pad and size > 1:
            margin = dilation * (size // 2)
            x = self(x, layers.ZeroPadding2D, f"{name}.pad", padding=margin)
        return self(
            x,
            layers.Conv2D,
            name,
            filters=filters,
            kernel_size=size,
            strides=strides,
            dilation_rate=dilation,
            use_bias=False,
            kernel_initializer=self.initializer(),
        )

    def norm(self, x, name):
        options = {"momentum": MOMENTUM, "epsilon": 1e-5}
        return self(x, BatchNormalization, name, **options)

    def norm_relu(self, x, norm, relu):
        return self(self.norm(x, norm), layers.ReLU, relu)

    def join(self, y, x, name):
        """Adds the shortcut `x` to a block's convolutions `y`."""
        y = self([y, x], layers.Add, f"{name}.add")
        return self(y, layers.ReLU, f"{name}.relu")
