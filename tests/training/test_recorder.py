"""What is kept of an epoch."""

import types

import pytest

from arm_tf.errors import CheckFailed
from arm_tf.training.recorder import Recorder


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
        classifier=None, optimizer=types.SimpleNamespace(use_ema=False)
    )
    recorder.set_model(model)
    recorder.on_epoch_begin(1)
    kept = "The last good epoch is kept" if history else "None is in"
    with pytest.raises(CheckFailed, match=f"after epoch 2.*{kept}"):
        recorder.on_epoch_end(1, {"loss": 1.0, "accuracy": 0.5})
    assert run.written == [] and recorder.history == history
