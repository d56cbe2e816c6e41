"""The Amend Representation Module: ARM, in place of a backbone's pooling.

Shi, Zhu, Liang, "Learning to Amend Facial Expression Representation via
De-albino and Affinity", arXiv 2103.10189, section 3.

The one thing to know: the published code takes the generic feature `g` as the
mean over the current batch, also at test time, so that the prediction for a
face depends on the others in the batch. Here `g` is a running mean that is
frozen at inference (as drawn in version 3 of the paper; momentum and initial
value are our choice). The batch mean remains as `affinity="batch"`, only to
compare with the original.
"""

import keras
from keras import ops

AFFINITIES = ("ema", "batch", "none")


@keras.saving.register_keras_serializable(package="arm_tf")
class FeatureArrangement(keras.layers.Layer):
    """Moves groups of channels into space, in PyTorch's channel order.

    `depth_to_space` reads a pixel's channels block-first; PyTorch's
    `PixelShuffle`, which the original uses, reads them channel-first:
    `out[block*h + i, block*w + j, c] = in[h, w, block**2 * c + block*i + j]`.

    Args:
        block_size: int. Side of the square that each pixel becomes.
        **kwargs: Base layer arguments, such as `name` and `dtype`.

    Input shape:
        `(batch, height, width, channels)`, `channels` divisible by
        `block_size**2`.

    Output shape:
        `(batch, height * block_size, width * block_size,
        channels // block_size**2)`.

    Reference:
        arXiv 2103.10189, section 3.2; Shi et al., arXiv 1609.05158
    """

    def __init__(self, block_size=16, **kwargs):
        super().__init__(**kwargs)
        if block_size < 1:
            raise ValueError(
                "`block_size` must be an integer of 1 or more. "
                f"Received: block_size={block_size}"
            )
        self.block_size = block_size

    def build(self, input_shape):
        if input_shape[-1] % self.block_size**2:
            raise ValueError(
                f"`FeatureArrangement(block_size={self.block_size})` needs "
                "the channel count to be a multiple of "
                f"{self.block_size**2}. "
                f"Received: input_shape={tuple(input_shape)}"
            )

    def call(self, inputs):
        _, height, width, channels = inputs.shape
        size = self.block_size
        planes = channels // size**2
        x = ops.reshape(inputs, (-1, height, width, planes, size, size))
        x = ops.transpose(x, (0, 1, 4, 2, 5, 3))
        return ops.reshape(x, (-1, height * size, width * size, planes))

    def compute_output_shape(self, input_shape):
        batch, height, width, channels = input_shape
        size = self.block_size
        return batch, height * size, width * size, channels // size**2

    def get_config(self):
        return {**super().get_config(), "block_size": self.block_size}


@keras.saving.register_keras_serializable(package="arm_tf")
class DeAlbino(keras.layers.Layer):
    """Convolves every plane with one shared single-channel kernel.

    Without padding, a border pixel lies in fewer windows than a central one, so
    features eroded by zero padding weigh less. An ordinary convolution would
    sum the planes, and a depthwise one would have a kernel for each.

    Args:
        kernel_size: int. Side of the kernel in pixels.
        strides: int, a divisor of `kernel_size`. Distance between windows in
            pixels.
        **kwargs: Base layer arguments.

    Input shape:
        `(batch, height, width, planes)`.

    Output shape:
        `(batch, rows, columns, planes)`, with
        `rows = (height - kernel_size) // strides + 1`.

    Reference:
        arXiv 2103.10189, section 3.3
    """

    def __init__(self, kernel_size=32, strides=8, **kwargs):
        super().__init__(**kwargs)
        if kernel_size % strides:
            raise ValueError(
                "`kernel_size` must be a multiple of `strides`. "
                f"Received: kernel_size={kernel_size}, strides={strides}"
            )
        self.kernel_size = kernel_size
        self.strides = strides

    def build(self, input_shape):
        if min(input_shape[1:3]) < self.kernel_size:
            raise ValueError(
                "`DeAlbino` needs planes at least as large as its kernel, "
                f"{self.kernel_size} pixels. "
                f"Received: input_shape={tuple(input_shape)}"
            )
        # PyTorch's default: uniform in +-1 / sqrt(number of inputs).
        bound = 1 / self.kernel_size
        self.kernel = self.add_weight(
            name="kernel",
            shape=(self.kernel_size, self.kernel_size, 1, 1),
            initializer=keras.initializers.RandomUniform(-bound, bound),
        )

    def call(self, inputs):
        # Computed as a matrix product of input tiles and kernel tiles, whose
        # shifted results are summed: the gradient of a large strided
        # convolution is slow on a CPU.
        _, rows, columns, planes = self.compute_output_shape(inputs.shape)
        size, count = self.strides, self.kernel_size // self.strides
        down, across = rows + count - 1, columns + count - 1
        x = inputs[:, : down * size, : across * size]
        x = ops.reshape(x, (-1, down, size, across, size, planes))
        x = ops.transpose(x, (0, 1, 3, 5, 2, 4))
        x = ops.reshape(x, (-1, down, across, planes, size**2))
        kernel = ops.reshape(self.kernel, (count, size, count, size))
        kernel = ops.transpose(kernel, (1, 3, 0, 2))
        x = ops.matmul(x, ops.reshape(kernel, (size**2, count**2)))
        return sum(
            x[:, i : i + rows, j : j + columns, :, i * count + j]
            for i in range(count)
            for j in range(count)
        )

    def compute_output_shape(self, input_shape):
        batch, height, width, planes = input_shape
        rows = (height - self.kernel_size) // self.strides + 1
        columns = (width - self.kernel_size) // self.strides + 1
        return batch, rows, columns, planes

    def get_config(self):
        return {
            **super().get_config(),
            "kernel_size": self.kernel_size,
            "strides": self.strides,
        }


@keras.saving.register_keras_serializable(package="arm_tf")
class SharingAffinity(keras.layers.Layer):
    """Adds what all faces share, `alpha * g`, to each face's own feature.

    With a fixed `g` this is a constant vector, so it folds into the bias of
    the layer that follows; see `arm_tf.quantize.fold`.

    Args:
        affinity: "ema": `g` is the exponential moving average of the
            training batches' means, frozen at inference. "batch": the mean
            over the current batch, also at inference, as in the original code;
            predictions then depend on the batch, and export rejects it.
            "none": `g` is left out.
        momentum: float in [0, 1). Share of the old `g` that a training batch
            keeps. The first batch sets `g`. (Our choice: v3 of the paper gives
            no number.)
        **kwargs: Base layer arguments.

    Input shape:
        `(batch, features)`.

    Output shape:
        Same as the input.

    Reference:
        arXiv 2103.10189, section 3.4
    """

    def __init__(self, affinity="ema", momentum=0.9, **kwargs):
        super().__init__(**kwargs)
        if affinity not in AFFINITIES:
            raise ValueError(
                f"`affinity` must be one of {', '.join(AFFINITIES)}. "
                f"Received: affinity={affinity!r}"
            )
        self.affinity = affinity
        self.momentum = momentum
        # As in BatchNormalization: the mean is over all TensorFlow devices.
        self.synchronized = False

    def build(self, input_shape):
        if self.affinity == "none":
            return
        self.alpha = self.add_weight(name="alpha", initializer="ones")
        if self.affinity == "ema":
            self.generic = self.add_weight(
                name="generic",
                shape=(input_shape[-1],),
                initializer="zeros",
                trainable=False,
                autocast=False,  # A running mean in float16 would stall.
            )
            self.started = self.add_weight(
                name="started",
                initializer="zeros",
                trainable=False,
                autocast=False,
            )

    def call(self, inputs, training=False):
        if self.affinity == "none":
            return inputs
        generic = ops.cast(self._generic(inputs, training), inputs.dtype)
        return inputs + self.alpha * generic

    def _generic(self, inputs, training):
        if self.affinity == "ema" and not training:
            return self.generic
        inputs = ops.cast(inputs, "float32")
        if self.synchronized:
            mean, _ = ops.moments(inputs, axes=[0], synchronized=True)
        else:
            mean = ops.mean(inputs, axis=0)
        if self.affinity == "batch":
            return mean
        keep = self.momentum * self.started
        generic = keep * self.generic + (1 - keep) * ops.stop_gradient(mean)
        self.generic.assign(generic)
        self.started.assign(1.0)
        return generic

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "affinity": self.affinity,
            "momentum": self.momentum,
        }
