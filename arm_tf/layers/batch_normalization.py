"""Batch normalization with TensorFlow's fused kernel.

Keras computes the batch's mean and variance, the normalized map, and their
gradient with a dozen operations, each of which reads the whole map from memory.
TensorFlow's kernel does the same in one. docs/results.md has the speedup on a
CPU.
"""

import keras
from keras import layers, ops


# Keras finds a layer's weights in a file by the class name: renaming the class
# would break saved models.
@keras.saving.register_keras_serializable(package="arm_tf")
class BatchNormalization(layers.BatchNormalization):
    """Keras' `BatchNormalization`, trained by TensorFlow's fused kernel.

    Arguments, weights and, except for rounding, results are those of the base
    class, which also handles what the kernel cannot: other backends than
    TensorFlow, statistics over several devices, masks. Inference is unchanged.

    Input shape:
        `(batch, height, width, channels)`; Keras handles any other.

    Example:

    >>> layer = BatchNormalization(momentum=0.9)
    >>> layer(keras.ops.ones((2, 4, 4, 8)), training=True).shape
    TensorShape([2, 4, 4, 8])
    """

    def call(self, inputs, training=False, mask=None):
        if training and self.trainable and mask is None and self._fits(inputs):
            return self._normalize(inputs)
        return super().call(inputs, training, mask)

    def _fits(self, inputs):
        return (
            keras.backend.backend() == "tensorflow"
            and len(inputs.shape) == 4
            and self.axis in (3, -1)
            and self.scale
            and self.center
            and not (self.synchronized or self.renorm)
        )

    def _normalize(self, inputs):
        import tensorflow as tf  # Keras may run without it.

        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs,
            ops.cast(self.gamma, "float32"),
            ops.cast(self.beta, "float32"),
            epsilon=self.epsilon,
            is_training=True,
        )
        # The kernel returns the unbiased variance (n - 1); Keras averages the
        # biased one.
        pixels = ops.cast(ops.prod(ops.shape(inputs)[:-1]), "float32")
        self._average(self.moving_mean, mean)
        self._average(self.moving_variance, variance * (1 - 1 / pixels))
        return ops.cast(outputs, self.compute_dtype)

    def _average(self, moving, value):
        moving.assign(moving * self.momentum + value * (1 - self.momentum))
