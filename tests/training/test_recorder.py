"""What is kept of an epoch."""

import types

import keras
import numpy as np
import pytest

from arm_tf.errors import CheckFailed
from arm_tf.training.recorder import Recorder, averaged_weights


class Run:
    """A run's folder that only says what was written."""

    path = "runs/x"

    def __init__(self):
        self.written = []

    def save_model(self, model):
        self.written.append("model.keras")

    def file(self, name):
        self.written.append(name)


@pytest.mark.parametrize("history", [[], [{"val_accuracy": 0.25}]])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_became_nan_in_the_last_step_are_not_kept(history, value):
    """The training's loss was still finite: it is taken before the step."""
    run = Run()
    judge = lambda model: {"val_loss": value, "val_accuracy": 0.5}  # noqa: E731
    stage = types.SimpleNamespace(
        first=0, config=types.SimpleNamespace(patience=0)
    )
    recorder = Recorder(run, judge, list(history), stage, epochs=3)
    model = types.SimpleNamespace(
        classifier=None,
        optimizer=keras.optimizers.SGD(),
        trainable_variables=[],
        non_trainable_weights=[],
    )
    recorder.set_model(model)
    recorder.on_epoch_begin(1)
    kept = "The last good epoch is kept" if history else "None is in"
    with pytest.raises(CheckFailed, match=f"after epoch 2.*{kept}"):
        recorder.on_epoch_end(1, {"loss": 1.0, "accuracy": 0.5})
    assert run.written == [] and recorder.history == history


@pytest.mark.parametrize("scaled", [False, True])
def test_averages_are_judged_and_the_weights_restored(scaled):
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    norm = keras.layers.BatchNormalization(scale=False, center=False)
    model = keras.Sequential([keras.Input((1,)), layer, norm])
    optimizer = keras.optimizers.SGD(1.0, use_ema=True, ema_momentum=0.75)
    if scaled:
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    model.compile(optimizer)
    optimizer.build(model.trainable_variables)
    scale = optimizer.initial_scale if scaled else 1
    for _ in range(2):
        optimizer.apply([keras.ops.full((1, 1), 0.1 * scale)])
    last = layer.kernel.numpy()
    np.testing.assert_allclose(last, [[0.8]], rtol=1e-6)
    with pytest.raises(ValueError, match="fails"), averaged_weights(model):
        # The first step's weight, and a quarter of the way to the second's.
        np.testing.assert_allclose(layer.kernel, [[0.875]], rtol=1e-6)
        norm.moving_mean.assign([7.0])  # measured for the averages
        raise ValueError("judging fails")
    np.testing.assert_array_equal(layer.kernel, last)
    np.testing.assert_array_equal(norm.moving_mean, [0.0])
    optimizer.apply([keras.ops.zeros((1, 1))])  # The averages are their own.
    with averaged_weights(model):
        np.testing.assert_allclose(layer.kernel, [[0.85625]], rtol=1e-6)
