"""dlib's face recognition network, in layers that fold and quantize.

A ResNet of 29 convolutions, trained on three million faces by Davis King, whose
weights are in the public domain (CC0). Its first 19 convolutions alone are a
network for phones, with 16 % of the weights. What differs from torchvision's:

* A block that halves the map has a shortcut without weights: the mean of 2x2
  pixels, the new channels filled with zeros. Here that is a 2x2 convolution,
  which `arm_tf.weights.face` initializes to the same; it can be trained.
* Such a block's first convolution is not padded, so its map may lack a row and
  a column, which are zero in the sum.
* dlib's "affine" layers are batch norms, folded; here they are batch norms.

With `output_stride` the last groups keep the map's size and dilate their
convolutions instead (Chen et al., DeepLab, arXiv 1606.00915). On maps of an odd
side, the strided network's map is then every second row and column of the
larger one, from the second on.
"""

from collections.abc import Callable

import keras
from keras import initializers, layers

from arm_tf.errors import InputError
from arm_tf.models.resnet import Parts

# The groups of blocks, from the first on; all but the first halve the map.
CHANNELS = (32, 64, 128, 256, 256)
BLOCKS = (3, 4, 3, 3, 1)  # of each group
MEDIUM = (3, 4, 3, 3)  # all but the group that leaves a map of one pixel
SHORT = (3, 4, 2)  # in int8 less than a megabyte
STEMS = ("imagenet", "half")
# What dlib subtracts from and divides pixels by.
MEAN = (122.782, 117.001, 104.298)
DEVIATION = (256.0, 256.0, 256.0)


def face_resnet(
    pixels: keras.KerasTensor,
    blocks: tuple = BLOCKS,
    stem: str = "imagenet",
    output_stride: int = 0,
    attention: Callable | None = None,
    dtype: keras.DTypePolicy | str | None = None,
) -> keras.KerasTensor:
    """Adds the network's convolutions, without pooling and descriptor.

    Args:
        pixels: symbolic tensor `(batch, height, width, 3)`, normalized.
        blocks: tuple of ints, how many blocks each group has; fewer than
            dlib's give the first part of its network.
        stem: "imagenet" (7x7, stride 2, and max pooling: as it was trained,
            for 150 pixels) or "half" (without the pooling: 75 pixels give the
            map that 150 give with it).
        output_stride: int, the largest number of image pixels, along a side,
            per pixel of the map: groups that would halve the map further are
            dilated instead. 0: every group but the first halves it.
        attention: None, or a function `(previous, current, name)` of a
            group's input and output that returns its amended output.
        dtype: dtype policy of the layers.

    Returns:
        Symbolic tensor, the map after the last ReLU: `(batch, rows, columns,
        channels)`.

    Raises:
        InputError: the pixels are fewer than `smallest_size`.
    """
    _check_size(min(pixels.shape[1:3]), blocks, stem)
    parts = Parts(dtype, initializers.HeNormal)
    x = parts.conv(pixels, 32, 7, "conv1", strides=2, pad=False)
    x = parts.norm_relu(x, "bn1", "relu")
    stride, dilation = 2, 1
    if stem == "imagenet":
        x = parts(x, layers.MaxPooling2D, "maxpool", pool_size=3, strides=2)
        stride = 4
    for group, count in enumerate(blocks):
        previous, first = x, 0
        channels, name = CHANNELS[group], f"group{group + 1}"
        if group > 0:
            dilates = 0 < output_stride < 2 * stride
            reduce = _dilating_block if dilates else _halving_block
            x, first = reduce(x, channels, dilation, f"{name}.0", parts), 1
            if dilates:
                dilation *= 2
            else:
                stride *= 2
        for block in range(first, count):
            x = _block(x, channels, dilation, f"{name}.{block}", parts)
        if attention:
            x = attention(previous, x, f"attention{group + 1}")
    return x


def smallest_size(blocks: tuple, stem: str) -> int:
    """Returns the smallest image side that gives the last group a 3x3 map."""
    pixels = 3 * 2 ** (len(blocks) - 2)  # of the first group's map
    if stem == "imagenet":
        pixels = 2 * pixels + 1  # before max pooling
    return 2 * pixels + 5  # before the first convolution


def _check_size(size, blocks, stem):
    if size < (smallest := smallest_size(blocks, stem)):
        raise InputError(
            f"dlib's network of {len(blocks)} groups with stem={stem} needs "
            f"images of at least {smallest} pixels. Received: {size}. Use a "
            "larger image_size; with stem=half, "
            f"{smallest_size(blocks, 'half')} pixels are enough."
        )


def _block(x, channels, dilation, name, parts):
    y = parts.conv(x, channels, 3, f"{name}.conv1", dilation=dilation)
    y = _second_half(y, channels, dilation, name, parts)
    return parts.join(y, x, name)


def _halving_block(x, channels, dilation, name, parts):
    y = parts.conv(x, channels, 3, f"{name}.conv1", strides=2, pad=False)
    y = _second_half(y, channels, dilation, name, parts)
    x = parts.conv(x, channels, 2, f"{name}.shortcut", strides=2, pad=False)
    # Fills the rows and columns that it lacks, below and to the right.
    lack = [(0, x.shape[axis] - y.shape[axis]) for axis in (1, 2)]
    y = parts(y, layers.ZeroPadding2D, f"{name}.fill", padding=lack)
    return parts.join(y, x, name)


def _dilating_block(x, channels, dilation, name, parts):
    """Computes what `_halving_block` does, but at every pixel."""
    y = parts.conv(x, channels, 3, f"{name}.conv1", dilation=dilation)
    y = _second_half(y, channels, 2 * dilation, name, parts)
    # The mean is over the pixel itself and those above and to the left.
    shortcut, before = f"{name}.shortcut", [(dilation, 0), (dilation, 0)]
    x = parts(x, layers.ZeroPadding2D, f"{shortcut}.pad", padding=before)
    x = parts.conv(x, channels, 2, shortcut, dilation=dilation, pad=False)
    return parts.join(y, x, name)


def _second_half(y, channels, dilation, name, parts):
    y = parts.norm_relu(y, f"{name}.bn1", f"{name}.relu1")
    y = parts.conv(y, channels, 3, f"{name}.conv2", dilation=dilation)
    return parts.norm(y, f"{name}.bn2")
