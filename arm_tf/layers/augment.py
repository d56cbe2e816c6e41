"""Augmentation on the device: layers that change faces only while training.

All take float32 images `(batch, height, width, 3)` in [0, 255] and return the
same shape and range. All draw from one `keras.random.SeedGenerator`, so that a
resumed run only needs to restore that generator's state.
"""

import math

import keras
from keras import ops, random


class Augmentation(keras.layers.Layer):
    """Base: the identity at inference, `augment(images)` while training."""

    def __init__(self, generator, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.generator = generator

    def call(self, images, training=False):
        return self.augment(images) if training else images

    def compute_output_shape(self, input_shape):
        return input_shape

    def uniform(self, images, low, high, *shape):
        """Returns random numbers per image, `(batch, *shape)`."""
        size = (ops.shape(images)[0], *shape)
        return random.uniform(size, low, high, seed=self.generator)

    def happens(self, images, probability, *shape):
        """Returns random booleans per image, bool `(batch, *shape)`."""
        return self.uniform(images, 0, 1, *shape) < probability


class RandomAffine(Augmentation):
    """Mirrors, shifts, scales and rotates each face, in one interpolation.

    Args:
        flip: float. Probability of mirroring left and right.
        shift: float. Largest shift, as a share of the image's side.
        scale: float. Largest change of size, as a share.
        rotation: float. Largest rotation to either side in degrees.
    """

    def __init__(
        self, generator, flip=0.5, shift=0.0, scale=0.0, rotation=0.0, **kwargs
    ):
        super().__init__(generator, **kwargs)
        self.flip = flip
        self.shift = shift
        self.scale = scale
        self.rotation = math.radians(rotation)

    def augment(self, images):
        height, width = images.shape[1:3]
        angle = self.uniform(images, -self.rotation, self.rotation)
        scale = 1 + self.uniform(images, -self.scale, self.scale)
        mirror = ops.where(self.happens(images, self.flip), -1.0, 1.0)
        cos, sin = scale * ops.cos(angle), scale * ops.sin(angle)
        right = width * self.uniform(images, -self.shift, self.shift)
        down = height * self.uniform(images, -self.shift, self.shift)
        # The source of each pixel of the result, relative to the centre.
        x = ops.arange(width, dtype="float32") - (width - 1) / 2
        y = ops.arange(height, dtype="float32") - (height - 1) / 2
        x, y = x[None, None, :], y[None, :, None]
        cos, sin, mirror, right, down = (
            number[:, None, None] for number in (cos, sin, mirror, right, down)
        )
        columns = mirror * (cos * x - sin * y) + right + (width - 1) / 2
        rows = sin * x + cos * y + down + (height - 1) / 2
        return _sample(images, rows, columns)


def _sample(images, rows, columns):
    """Interpolates bilinearly; the image is reflected beyond its border.

    Rows and columns are `(batch, height, width)`, positions in pixels.
    `ops.image.affine_transform` does the same, but XLA cannot compile
    TensorFlow's, and XLA makes a training step faster on a CPU.
    """
    top, left = ops.floor(rows), ops.floor(columns)
    down, right = (rows - top)[..., None], (columns - left)[..., None]
    upper = (1 - right) * _pixels(images, top, left)
    upper = upper + right * _pixels(images, top, left + 1)
    lower = (1 - right) * _pixels(images, top + 1, left)
    lower = lower + right * _pixels(images, top + 1, left + 1)
    return (1 - down) * upper + down * lower


def _pixels(images, rows, columns):
    """Returns the pixels at whole positions, `(batch, height, width, 3)`."""
    _, height, width, channels = images.shape
    place = _mirror(rows, height) * width + _mirror(columns, width)
    place = ops.reshape(ops.cast(place, "int32"), (-1, height * width, 1))
    flat = ops.reshape(images, (-1, height * width, channels))
    found = ops.take_along_axis(flat, place, axis=1)
    return ops.reshape(found, (-1, height, width, channels))


def _mirror(positions, length):
    """Reflects positions beyond the border: -1 becomes 0, -2 becomes 1."""
    positions = ops.mod(positions, 2.0 * length)
    return ops.minimum(positions, 2 * length - 1 - positions)


class RandomLight(Augmentation):
    """Changes contrast around the mean and adds brightness.

    Args:
        contrast: float. Largest relative change of contrast.
        brightness: float. Largest shift in grey levels.
    """

    def __init__(self, generator, contrast=0.3, brightness=30.0, **kwargs):
        super().__init__(generator, **kwargs)
        self.contrast = contrast
        self.brightness = brightness

    def augment(self, images):
        mean = ops.mean(images, axis=(1, 2, 3), keepdims=True)
        gain = 1 + self.uniform(images, -self.contrast, self.contrast, 1, 1, 1)
        shift = self.uniform(images, -self.brightness, self.brightness, 1, 1, 1)
        return ops.clip((images - mean) * gain + mean + shift, 0, 255)


class RandomResolution(Augmentation):
    """Removes detail: downscales some faces to a few pixels and up again.

    Faces of 48 pixels and faces from a phone differ most in sharpness. The
    reduced side is given in pixels, independent of the network's image size,
    because half of 112 pixels still show all details of a face of 48.

    Args:
        side: int. Reduced side in pixels, approximately: 48 pixels, or the
            image's side if smaller, are halved until this is reached.
        probability: float.
    """

    def __init__(self, generator, side=24, probability=0.3, **kwargs):
        super().__init__(generator, **kwargs)
        self.side = side
        self.probability = probability

    def augment(self, images):
        size = images.shape[1:3]
        sizes = [[min(48, side) for side in size]]
        while len(sizes) == 1 or sizes[-1][0] > self.side:
            sizes.append([side // 2 for side in sizes[-1]])
        soft = images
        for smaller in (*sizes, size):  # Halving uses every pixel.
            soft = ops.image.resize(soft, smaller)
        share = self.uniform(images, 0, 1, 1, 1, 1)
        hit = self.happens(images, self.probability, 1, 1, 1)
        return images + ops.where(hit, share, 0.0) * (soft - images)


class FlipOrNoise(Augmentation):
    """With probability 1/2 either mirrors or adds noise, never both.

    The recipe of the original's code for RAF-DB.

    Args:
        variance: float. Of the Gaussian noise, in squared grey levels.
    """

    def __init__(self, generator, variance=30.0, **kwargs):
        super().__init__(generator, **kwargs)
        self.variance = variance

    def augment(self, images):
        choice = self.uniform(images, 0, 1, 1, 1, 1)
        noise = random.normal(
            ops.shape(images), 0, self.variance**0.5, seed=self.generator
        )
        noisy = ops.clip(images + noise, 0, 255)
        mirrored = ops.flip(images, axis=2)
        images = ops.where(choice < 0.25, mirrored, images)
        return ops.where(choice > 0.75, noisy, images)


class RandomErasing(Augmentation):
    """Paints a rectangle in the mean colour (Zhong et al., arXiv 1708.04896).

    Args:
        colour: three floats in [0, 255].
        probability: float.
        area: pair of floats. Smallest and largest share of the image.
        ratio: pair of floats. Smallest and largest height to width.
    """

    def __init__(
        self,
        generator,
        colour,
        probability=0.5,
        area=(0.02, 0.1),
        ratio=(0.3, 3.3),
        **kwargs,
    ):
        super().__init__(generator, **kwargs)
        self.colour = tuple(colour)
        self.probability = probability
        self.area = area
        self.ratio = ratio

    def augment(self, images):
        share = self.uniform(images, *self.area)
        ratio = ops.exp(self.uniform(images, *map(math.log, self.ratio)))
        inside = self._rectangle(
            images, ops.sqrt(share * ratio), ops.sqrt(share / ratio)
        )
        hit = self.happens(images, self.probability, 1, 1, 1)
        colour = ops.convert_to_tensor(self.colour, "float32")
        return ops.where(ops.logical_and(hit, inside), colour, images)

    def _rectangle(self, images, tall, wide):
        """Returns bool `(batch, height, width, 1)`: somewhere inside."""
        height, width = images.shape[1:3]
        rows = (ops.arange(height, dtype="float32") + 0.5) / height
        columns = (ops.arange(width, dtype="float32") + 0.5) / width
        top = self.uniform(images, 0, 1) * (1 - ops.minimum(tall, 1.0))
        left = self.uniform(images, 0, 1) * (1 - ops.minimum(wide, 1.0))
        in_rows = _between(rows, top, top + tall)
        in_columns = _between(columns, left, left + wide)
        return ops.logical_and(
            in_rows[:, :, None, None], in_columns[:, None, :, None]
        )


def _between(positions, low, high):
    """Returns bool `(batch, positions)`."""
    return ops.logical_and(
        positions[None] >= low[:, None], positions[None] < high[:, None]
    )
