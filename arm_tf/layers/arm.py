"""ARM as one layer, which fits on any backbone."""

import keras
from keras import layers, ops

from arm_tf.layers.arm_parts import (
    DeAlbino,
    FeatureArrangement,
    SharingAffinity,
)
from arm_tf.layers.batch_normalization import BatchNormalization


@keras.saving.register_keras_serializable(package="arm_tf")
class AmendRepresentation(keras.layers.Layer):
    """ARM: a feature map in, one short feature vector per face out.

    Arrangement, de-albino convolution, BatchNorm over the planes, mean over
    the planes, sharing affinity. For a 7x7x512 map and blocks of 16 this is
    the paper's module: 2 planes of 112x112, a 32x32 kernel with stride 8, a
    grid of 11x11, 121 features.

    Other maps (our interpretation): the kernel covers two blocks and moves by
    half a block, so an `m x m` map gives a grid of side `2m - 3`. Below 4x4
    that leaves almost nothing, so there the kernel covers one block and the
    side is `2m - 1`. Channels that do not divide into planes go through a 1x1
    convolution to two planes first.

    With a single plane, the mean over the planes and the shared kernel have no
    effect, and maps below 5x5 have few windows: then it is not the paper's
    module but a small linear layer. `arm_tf.config.geometry` warns about both.

    Args:
        block_size: int, even. Side of the square that each pixel becomes.
        affinity: "ema", "batch" or "none"; see `SharingAffinity`.
        planes: int, number of planes; a 1x1 convolution adapts the channels if
            needed. 0 for as many as the channels make.
        **kwargs: Base layer arguments. `dtype` also goes to the parts.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, rows * columns)` of the de-albino grid.

    Reference:
        arXiv 2103.10189, section 3
    """

    def __init__(self, block_size=16, affinity="ema", planes=0, **kwargs):
        super().__init__(**kwargs)
        if block_size < 2 or block_size % 2:
            raise ValueError(
                "`block_size` must be an even integer of 2 or more, because "
                "the kernel moves by half a block. "
                f"Received: block_size={block_size}"
            )
        self.block_size = block_size
        self.affinity = affinity
        self.planes = planes
        dtype = self.dtype_policy
        self.arrangement = FeatureArrangement(
            block_size, dtype=dtype, name="arrangement"
        )
        # PyTorch's momentum 0.1 is Keras' 0.9.
        self.norm = BatchNormalization(
            momentum=0.9, epsilon=1e-5, dtype=dtype, name="norm"
        )
        self.sharing = SharingAffinity(affinity, dtype=dtype, name="affinity")

    def build(self, input_shape):
        batch, height, width, channels = input_shape
        dtype, size = self.dtype_policy, self.block_size
        self.project = None
        wanted = self.planes or (2 if channels % size**2 else 0)
        if wanted and channels != wanted * size**2:
            channels = wanted * size**2
            self.project = layers.Conv2D(
                channels, 1, dtype=dtype, name="project"
            )
            self.project.build(input_shape)
        blocks = 2 if min(height, width) >= 4 else 1
        self.de_albino = DeAlbino(
            blocks * size, size // 2, dtype=dtype, name="de_albino"
        )
        shape = (batch, height, width, channels)
        for part in (self.arrangement, self.de_albino, self.norm):
            part.build(shape)
            shape = part.compute_output_shape(shape)
        self.sharing.build((batch, shape[1] * shape[2]))

    def parts(self) -> list:
        """Returns the inner layers that keep state during training."""
        return [self.norm, self.sharing]

    def call(self, inputs, training=False):
        return self.sharing(
            self.unique_feature(inputs, training), training=training
        )

    def unique_feature(self, inputs, training=False):
        """Returns the paper's `u`, `(batch, rows * columns)`: before `g`."""
        x = inputs if self.project is None else self.project(inputs)
        x = self.de_albino(self.arrangement(x))
        x = self.norm(x, training=training)
        x = ops.mean(x, axis=-1)
        return ops.reshape(x, (-1, x.shape[1] * x.shape[2]))

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        lost = 3 if min(height, width) >= 4 else 1
        return batch, (2 * height - lost) * (2 * width - lost)

    def get_config(self):
        return {
            **super().get_config(),
            "block_size": self.block_size,
            "affinity": self.affinity,
            "planes": self.planes,
        }
