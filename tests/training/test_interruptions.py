"""Kills and failing disks: regressions found by the torture tests."""

import dataclasses
import json
import zipfile

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data.face_sets import ArrayImages, FaceSplits
from arm_tf.errors import InputError
from arm_tf.files import atomic_files
from arm_tf.quantize import fine_tune
from arm_tf.training import checkpoint, trainer
from arm_tf.training.runs import Run
from tests.helpers.small_models import residual, small_config
from tests.helpers.small_runs import started
from tests.helpers.squares import face_set

pytestmark = pytest.mark.usefixtures("quick_training")

TINY = small_config(
    dataset="fer2013",
    image_size=24,
    head="gap",
    augmentation="none",
    batch_size=14,
    epochs=2,
)


def kill_at(monkeypatch, owner, name):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(owner, name, killed)


def test_a_kill_before_the_last_line_of_history_loses_none(
    tmp_path, bar_splits, monkeypatch
):
    run = started(tmp_path / "run", TINY, bar_splits)
    write = Run.write_history
    monkeypatch.setattr(
        Run,
        "write_history",
        lambda self, rows: len(rows) < 2 and write(self, rows),
    )
    kill_at(monkeypatch, trainer, "finish")
    with pytest.raises(KeyboardInterrupt):
        trainer.train(TINY, bar_splits, run)
    monkeypatch.undo()
    assert len(run.file("history.csv").read_text().splitlines()) == 2
    trainer.train(TINY, bar_splits, run)
    lines = run.file("history.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "1", "2"]


def test_a_kill_before_calibration_leaves_nothing_uncalibrated(
    tmp_path, monkeypatch
):
    faces = (face_set(112), face_set(30), face_set(30))
    splits = FaceSplits("squares", *faces)
    config = Config(image_size=32, batch_size=28)
    run = started(tmp_path / "run", config, splits)
    run.save_model(residual())
    kill_at(monkeypatch, trainer, "finish")
    with pytest.raises(KeyboardInterrupt):
        fine_tune.fine_tune(run, 1, splits)
    monkeypatch.undo()
    fine_tune.fine_tune(run, 1, splits)
    (tuned,) = run.path.glob("qat-1-*")
    report = json.loads((tuned / "report.json").read_text())
    temperature = float(Run(tuned).load_model().layers[-1].temperature)
    assert temperature == pytest.approx(report["temperature"])


def test_data_that_vanish_end_in_one_line(tmp_path, bar_splits):
    class Vanishing(ArrayImages):
        def __getitem__(self, index):
            if index == 90:
                raise InputError("Expected 90.png to be readable.")
            return super().__getitem__(index)

    gone = Vanishing(bar_splits.train.images.pixels)
    train = dataclasses.replace(bar_splits.train, images=gone)
    splits = dataclasses.replace(bar_splits, train=train)
    run = started(tmp_path / "run", TINY, splits)
    with pytest.raises(InputError, match="^Expected 90.png to be readable.$"):
        trainer.train(TINY, splits, run)


@pytest.mark.parametrize(
    "history",
    [
        "{}",
        "7",
        "[1]",
        '[{"epoch": 1, "val_accuracy": 0.5}]',
        '[{"epoch": 0}]',
        '[{"epoch": 0, "val_accuracy": "high"}]',
        '[{"epoch": 0, "val_accuracy": 0.5}, {"epoch": 1}]',
        "[" * 10**5,
        None,
    ],
)
def test_a_damaged_checkpoint_is_refused(tmp_path, history):
    path = tmp_path / "checkpoint.npz"
    atomic_files.write_arrays(path, {"0": np.ones(3), "history": history or ""})
    if history is None:
        path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match="checkpoint.npz.* not load.*Delete"):
        checkpoint.history(path)


def test_a_member_that_is_no_array_is_refused(tmp_path):
    path = tmp_path / "checkpoint.npz"
    atomic_files.write_arrays(path, {"history": "[]"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("0000.npy", b"no array")
    with pytest.raises(InputError, match="does not load.*Delete it"):
        checkpoint.history(path)


def test_little_memory_is_not_taken_for_damage(tmp_path, monkeypatch):
    def load(*args, **kwargs):
        raise MemoryError

    path = tmp_path / "checkpoint.npz"
    path.touch()
    monkeypatch.setattr(checkpoint.np, "load", load)
    with pytest.raises(InputError, match="more free memory.*none left"):
        checkpoint.restore(path, learner=None)
