"""MixUp and CutMix: mixes two faces, and their labels in proportion."""

import keras
import numpy as np
from keras import ops, random

TABLE_SIZE = 1024


class Mixing(keras.layers.Layer):
    """Mixes every face with another of the batch, while training.

    If both are enabled, a batch gets one of them, with equal probability.

    Args:
        generator: `keras.random.SeedGenerator` to draw from.
        mixup: float. Alpha of the beta distribution; 0 for none
            (Zhang et al., arXiv 1710.09412).
        cutmix: float. Alpha of the beta distribution; 0 for none
            (Yun et al., arXiv 1905.04899).

    Input shape:
        `(batch, height, width, 3)`, float32.

    Output shape:
        A pair: the mixed images, and float32 `(batch, 1)`, each face's own
        share of its pixels. `mix` mixes targets by these shares.
    """

    def __init__(self, generator, mixup=0.0, cutmix=0.0, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.generator = generator
        self.mixup = mixup
        self.cutmix = cutmix
        self.mixup_table = _beta_quantiles(mixup)
        self.cutmix_table = _beta_quantiles(cutmix)

    def call(self, images, training=False):
        if not training or not (self.mixup or self.cutmix):
            return images, ops.ones((ops.shape(images)[0], 1))
        mask = self._mask(images)  # 1 where the face itself shows
        return mix(images, mask), ops.mean(mask, axis=(1, 2))

    def _mask(self, images):
        if not self.cutmix:
            return self._blend(images)
        if not self.mixup:
            return self._window(images)
        odds = random.uniform((), seed=self.generator)
        return ops.where(odds < 0.5, self._blend(images), self._window(images))

    def _share(self, images, table):
        size = (ops.shape(images)[0], 1, 1, 1)
        place = random.randint(size, 0, len(table), seed=self.generator)
        return ops.take(ops.convert_to_tensor(table), place)

    def _blend(self, images):
        share = self._share(images, self.mixup_table)
        return share * ops.ones_like(images[..., :1])

    def _window(self, images):
        side = ops.sqrt(1 - self._share(images, self.cutmix_table))
        rows = self._strip(images, side, 1)
        return 1 - rows * self._strip(images, side, 2)

    def _strip(self, images, side, axis):
        """Returns float `(batch, h or 1, w or 1, 1)`: 1 inside the window."""
        length = images.shape[axis]
        shape = [1, 1, 1, 1]
        shape[axis] = length
        positions = (ops.arange(length, dtype="float32") + 0.5) / length
        positions = ops.reshape(positions, shape)
        size = (ops.shape(images)[0], 1, 1, 1)
        centre = random.uniform(size, seed=self.generator)
        near = ops.abs(positions - centre) < side / 2
        return ops.cast(near, "float32")


def mix(values, share):
    """Returns each row of a batch mixed with another row.

    Mirroring the batch pairs each row with another, whatever its size; the
    batch is shuffled anyway. `share` is each row's own share, in [0, 1], and
    has the rank of the values, `(batch, ...)`.
    """
    return share * values + (1 - share) * ops.flip(values, 0)


def _beta_quantiles(alpha):
    """Returns float32 `(1024,)`: equally probable values of Beta(alpha, alpha).

    Samples come from this table instead of `keras.random.beta`, which XLA
    cannot compile on TensorFlow.
    """
    if not alpha:
        return None
    draws = np.random.default_rng(0).beta(alpha, alpha, 100_000)
    middles = (np.arange(TABLE_SIZE) + 0.5) / TABLE_SIZE
    return np.quantile(draws, middles).astype("float32")
