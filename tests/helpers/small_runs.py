"""Runs of small networks: started, cut off, and compared."""

import contextlib

import numpy as np
import pytest

from arm_tf.data.face_sets import fingerprint
from arm_tf.training import recorder
from arm_tf.training.runs import Run


def started(path, config, splits):
    """Returns the `Run` in a folder, about to be trained."""
    run = Run(path)
    run.start(config, None, fingerprint(splits.train))
    return run


def ending(path):
    """Returns what a run's folder ends with.

    Returns:
        Dict of the checkpoint's arrays, and the history without the seconds.
    """
    with np.load(path / "checkpoint.npz") as arrays:
        values = {k: arrays[k] for k in arrays.files if k != "history"}
    lines = (path / "history.csv").read_text().splitlines()
    return values, [line.rsplit(",", 1)[0] for line in lines]


def check_same(one, other):
    """Asserts that two endings are equal, bit for bit."""
    (values, history), (others, other_history) = one, other
    assert history == other_history
    assert values.keys() == others.keys()
    for name, value in values.items():
        np.testing.assert_array_equal(value, others[name])


@contextlib.contextmanager
def cut_off(after=1):
    """Ends a training in a `with` block as a power cut does.

    It comes once so many checkpoints are written: after the next epoch's
    model, before its checkpoint.
    """
    real, calls = recorder.checkpoint.save, []

    def save(*args):
        if len(calls) == after:
            raise KeyboardInterrupt
        calls.append(1)
        real(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder.checkpoint, "save", save)
        with pytest.raises(KeyboardInterrupt):
            yield
