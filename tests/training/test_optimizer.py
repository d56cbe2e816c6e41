import dataclasses

import keras
import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.training.optimizer import build_optimizer


def rates(config, steps):
    """Returns the learning rates of some steps, of ten an epoch."""
    optimizer = build_optimizer(config, steps_per_epoch=10)
    found = []
    for step in steps:
        optimizer.iterations.assign(step)
        found.append(float(optimizer.learning_rate))
    return found


def test_cosine_rises_then_falls_to_zero():
    config = Config(
        learning_rate=2.0, schedule="cosine", warmup_epochs=0.4, epochs=2
    )
    found = rates(config, range(21))
    # The first step already learns, and the peak is the fifth's.
    np.testing.assert_allclose(found[:5], [0.4, 0.8, 1.2, 1.6, 2.0])
    assert found[12] == pytest.approx(1.0)
    assert found[20] == pytest.approx(0.0, abs=1e-6)
    without = dataclasses.replace(config, warmup_epochs=0.0)
    np.testing.assert_allclose(
        rates(without, [0, 10, 20]), [2, 1, 0], atol=1e-6
    )


def test_a_warm_up_that_is_longer_than_the_training_ends_with_it():
    config = Config(schedule="cosine", warmup_epochs=5.0, epochs=1)
    assert max(rates(config, range(10))) == pytest.approx(1e-3)


def test_exponential_falls_once_an_epoch():
    found = rates(Config(learning_rate=1.0), (0, 9, 10, 20))
    np.testing.assert_allclose(found, [1.0, 1.0, 0.9, 0.81])


def test_weights_are_averaged_with_the_momentum_given():
    optimizer = build_optimizer(Config(weight_ema=0.9), 10)
    assert optimizer.use_ema and optimizer.ema_momentum == 0.9
    assert not build_optimizer(Config(), 10).use_ema


def test_decay_pulls_kernels_but_not_biases_and_batch_norm():
    config = dataclasses.replace(Config(), weight_decay=0.5, learning_rate=0.1)
    optimizer = build_optimizer(config, 10)
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    layer.bias.assign([1.0, 1.0])
    before = np.array(layer.kernel)
    zeros = [keras.ops.zeros_like(w) for w in layer.trainable_weights]
    optimizer.apply(zeros, layer.trainable_weights)
    np.testing.assert_allclose(layer.kernel, before * 0.95, rtol=1e-5)
    np.testing.assert_array_equal(layer.bias, [1.0, 1.0])
