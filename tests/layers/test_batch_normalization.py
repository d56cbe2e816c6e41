"""The fused layer against the Keras layer that it derives from."""

import keras
import numpy as np
import pytest

from arm_tf.layers import BatchNormalization

RNG = np.random.default_rng(0)
IMAGES = RNG.normal(3, 2, (8, 6, 5, 4)).astype("float32")
needs_tensorflow = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="only TensorFlow has the fused kernel",
)


def trained(kind, dtype):
    """Returns output, gradients and new statistics of a training step."""
    import tensorflow as tf

    layer = kind(momentum=0.9, epsilon=1e-5, dtype=dtype)
    layer.build(IMAGES.shape)
    layer.gamma.assign([1.0, 2.0, 0.5, 3.0])
    layer.beta.assign([0.0, -1.0, 2.0, 1.0])
    pixels = tf.Variable(IMAGES)
    with tf.GradientTape() as tape:
        outputs = layer(pixels, training=True)
        loss = tf.reduce_sum((tf.cast(outputs, "float32") - IMAGES[::-1]) ** 2)
    weights = [pixels, layer.gamma.value, layer.beta.value]
    found = [outputs, *tape.gradient(loss, weights)]
    found += [layer.moving_mean, layer.moving_variance]
    return [np.array(keras.ops.cast(value, "float32")) for value in found]


@needs_tensorflow
@pytest.mark.parametrize(
    "dtype, tolerance",
    [("float32", 1e-4), ("mixed_bfloat16", 0.02), ("mixed_float16", 2e-3)],
)
def test_trains_as_keras_layer_does(dtype, tolerance):
    results = [
        trained(kind, dtype)
        for kind in (BatchNormalization, keras.layers.BatchNormalization)
    ]
    for ours, keras_own in zip(*results, strict=True):
        limit = tolerance * np.abs(keras_own).max()
        np.testing.assert_allclose(ours, keras_own, rtol=0, atol=limit)


@needs_tensorflow
def test_its_step_is_the_fused_kernel():
    import tensorflow as tf

    layer = BatchNormalization()
    step = tf.function(lambda images: layer(images, training=True))
    graph = step.get_concrete_function(tf.TensorSpec((2, 4, 4, 3))).graph
    kinds = {operation.type for operation in graph.get_operations()}
    assert "FusedBatchNormV3" in kinds


def test_infers_and_freezes_as_keras_layer_does():
    ours, keras_own = (BatchNormalization(), keras.layers.BatchNormalization())
    values = np.array([[1.0, 2, 3, 4], [4, 3, 2, 1], [3] * 4, [4] * 4])
    for layer in (ours, keras_own):
        layer.build(IMAGES.shape)
        layer.set_weights(list(values))
    np.testing.assert_array_equal(ours(IMAGES), keras_own(IMAGES))
    ours.trainable = False
    np.testing.assert_array_equal(
        ours(IMAGES, training=True), keras_own(IMAGES)
    )


def test_vectors_are_keras_layers_business():
    layer = BatchNormalization(momentum=0.0)
    outputs = np.array(layer(IMAGES.reshape(-1, 4), training=True))
    np.testing.assert_allclose(outputs.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(
        layer.moving_variance, IMAGES.reshape(-1, 4).var(axis=0), rtol=1e-4
    )


def test_files_with_keras_layer_give_it_their_weights(tmp_path):
    """Files made before this layer was hold Keras' own, under its name."""
    pixels = keras.Input((4, 4, 3))
    old = keras.Model(pixels, keras.layers.BatchNormalization()(pixels))
    new = keras.Model(pixels, BatchNormalization()(pixels))
    old.layers[1].set_weights(list(RNG.random((4, 3))))
    old.save_weights(tmp_path / "old.weights.h5")
    new.load_weights(tmp_path / "old.weights.h5")
    for ours, theirs in zip(new.weights, old.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
