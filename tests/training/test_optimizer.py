import dataclasses

import keras
import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.training.optimizer import WarmupCosine, build_optimizer


def test_cosine_rises_then_falls_to_zero():
    schedule = WarmupCosine(peak=2.0, warmup_steps=4, total_steps=12)
    rates = [float(schedule(step)) for step in range(13)]
    np.testing.assert_allclose(rates[:4], [0.5, 1.0, 1.5, 2.0])
    assert rates[4] == 2.0 and rates[8] == pytest.approx(1.0)
    assert rates[12] == pytest.approx(0.0, abs=1e-6)
    twin = WarmupCosine(**schedule.get_config())
    assert [float(twin(step)) for step in range(13)] == rates


def test_exponential_falls_once_an_epoch():
    config = Config(learning_rate=1.0, learning_rate_decay=0.5)
    optimizer = build_optimizer(config, steps_per_epoch=10)
    rates = []
    for step in (0, 9, 10, 20):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    np.testing.assert_allclose(rates, [1.0, 1.0, 0.5, 0.25])


@pytest.mark.parametrize(
    "name, kind",
    [
        ("adam", keras.optimizers.Adam),
        ("adamw", keras.optimizers.AdamW),
        ("sgd", keras.optimizers.SGD),
    ],
)
def test_optimizers_by_name(name, kind):
    config = Config(optimizer=name, weight_ema=0.9)
    optimizer = build_optimizer(config, 10)
    assert type(optimizer) is kind
    assert optimizer.use_ema and optimizer.ema_momentum == 0.9
    if name == "sgd":
        assert optimizer.nesterov and optimizer.momentum == 0.9


def test_decay_pulls_kernels_but_not_biases_and_batch_norm():
    config = dataclasses.replace(
        Config(optimizer="adamw"), weight_decay=0.5, learning_rate=0.1
    )
    optimizer = build_optimizer(config, 10)
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    layer.bias.assign([1.0, 1.0])
    before = np.array(layer.kernel)
    zeros = [keras.ops.zeros_like(w) for w in layer.trainable_weights]
    optimizer.apply(zeros, layer.trainable_weights)
    np.testing.assert_allclose(layer.kernel, before * 0.95, rtol=1e-5)
    np.testing.assert_array_equal(layer.bias, [1.0, 1.0])
