"""dlib's face recognition network, in layers that fold and quantize.

A ResNet of 29 convolutions, trained on three million faces by Davis King, whose
weights are in the public domain (CC0). What differs from torchvision's:

* A block that halves the map has a shortcut without weights: the mean of 2x2
  pixels, the new channels filled with zeros. Here that is a 2x2 convolution,
  which `arm_tf.weights.face` starts as just this, and which may learn.
* Such a block's first convolution is not padded, so its map may lack a row and
  a column, which are zero in the sum.
* dlib's "affine" layers are batch norms, folded; here they are batch norms.
"""

import keras
from keras import layers

from arm_tf.errors import InputError
from arm_tf.models.resnet import MOMENTUM

# (channels, blocks), from the first group on; all but the first halve the map.
GROUPS = ((32, 3), (64, 4), (128, 3), (256, 3), (256, 1))
# Image sizes from which the last group finds 3x3 pixels to convolve.
SMALLEST = {"imagenet": 103, "half": 53}
# What dlib subtracts from and divides pixels by.
MEAN = (122.782, 117.001, 104.298)
DEVIATION = (256.0, 256.0, 256.0)


def face_resnet(
    pixels: keras.KerasTensor,
    stem: str = "imagenet",
    dtype: keras.DTypePolicy | str | None = None,
) -> keras.KerasTensor:
    """Adds the network's convolutions, without pooling and descriptor.

    Args:
        pixels: symbolic tensor `(batch, height, width, 3)`, normalised.
        stem: "imagenet" (7x7, stride 2, and max pooling: as it was trained,
            for 150 pixels) or "half" (without the pooling: faces of 75 pixels
            have the map that 150 have with it).
        dtype: dtype policy of the layers.

    Returns:
        Symbolic tensor, the map after the last ReLU: `(batch, rows, columns,
        256)`.
    """
    _check_size(pixels.shape[1:3], stem)
    add = _Adder(dtype)
    x = add.conv(pixels, 32, 7, name="conv1", strides=2, pad=False)
    x = add(layers.ReLU, "relu")(add.norm(x, "bn1"))
    if stem == "imagenet":
        x = add(layers.MaxPooling2D, "maxpool", pool_size=3, strides=2)(x)
    for group, (channels, blocks) in enumerate(GROUPS, 1):
        for block in range(blocks):
            halves = group > 1 and block == 0
            x = _block(x, channels, halves, f"group{group}.{block}", add)
    return x


def _check_size(size, stem):
    smallest = SMALLEST[stem]
    if min(size) < smallest:
        raise InputError(
            f"face_resnet with stem={stem} needs images of at least {smallest} "
            f"pixels. Received: {min(size)}. Use a larger image_size; with "
            f"stem=half, {SMALLEST['half']} pixels are enough."
        )


def _block(x, channels, halves, name, add):
    strides = 2 if halves else 1
    y = add.conv(
        x, channels, 3, f"{name}.conv1", strides=strides, pad=not halves
    )
    y = add(layers.ReLU, f"{name}.relu1")(add.norm(y, f"{name}.bn1"))
    y = add.conv(y, channels, 3, f"{name}.conv2")
    y = add.norm(y, f"{name}.bn2")
    if halves:
        x = add.conv(x, channels, 2, f"{name}.shortcut", strides, pad=False)
        y = add(layers.ZeroPadding2D, f"{name}.fill", padding=_lack(y, x))(y)
    y = add(layers.Add, f"{name}.add")([y, x])
    return add(layers.ReLU, f"{name}.relu")(y)


def _lack(y, x):
    """Returns the rows and columns of `x` that `y` lacks, below and right."""
    (_, rows, columns, _), (_, tall, wide, _) = y.shape, x.shape
    return (0, tall - rows), (0, wide - columns)


class _Adder:
    """Makes the network's layers, with the arguments they all share."""

    def __init__(self, dtype):
        self.dtype = dtype

    def __call__(self, kind, name, **options):
        return kind(dtype=self.dtype, name=name, **options)

    def conv(self, x, filters, size, name, strides=1, pad=True):
        if pad:
            x = self(layers.ZeroPadding2D, f"{name}.pad", padding=size // 2)(x)
        return self(
            layers.Conv2D,
            name,
            filters=filters,
            kernel_size=size,
            strides=strides,
            use_bias=False,
            kernel_initializer="he_normal",
        )(x)

    def norm(self, x, name):
        return self(
            layers.BatchNormalization, name, momentum=MOMENTUM, epsilon=1e-5
        )(x)
