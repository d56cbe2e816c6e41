"""The command, as a user runs it, on a run that was never trained."""

import json
import os

import h5py
import keras
import numpy as np
import pytest

from arm_tf import pretrained
from arm_tf.commands import to_keras
from arm_tf.commands.evaluate import main as evaluate_main
from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits
from arm_tf.errors import InputError
from arm_tf.models import keras_files
from arm_tf.models.loading import load_model
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from tests.helpers.small_models import random_faces, residual
from tests.helpers.squares import face_set


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A finished run; reading its data is short-circuited."""
    run = Run(tmp_path / "run")
    config = Config(dataset="synthetic", image_size=32)
    run.start(config, None, "faces")
    run.save_model(residual())
    splits = FaceSplits("squares", face_set(112), face_set(30), face_set(60))
    monkeypatch.setattr(
        "arm_tf.data.prepare.prepare", lambda config, data: splits
    )
    return run


def test_writes_a_model_of_half_the_size_that_answers_alike(
    run, tmp_path, capsys
):
    out = tmp_path / "ferplus"
    assert to_keras.main([str(run.path), "--out", str(out)]) == 0
    assert "same label on" in capsys.readouterr().out
    expected = ["config.json", "model.keras", "report.json"]
    assert sorted(os.listdir(out)) == expected
    assert json.loads((out / "report.json").read_text())["num_images"] == 60
    rounded = load_model(out)
    faces = random_faces(20)
    before = run.load_model().predict(faces, verbose=0)
    after = rounded.predict(faces, verbose=0)
    assert 0 < np.abs(before - after).max() < 0.02 * np.abs(before).max()
    assert {v.dtype for v in rounded.weights} == {"float32"}


def test_what_is_given_away_can_be_evaluated(run, tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "FOLDER", tmp_path)
    assert to_keras.main([str(run.path)]) == 0
    given = tmp_path / "synthetic"
    assert Run(given).config() == run.config()
    assert Run(given).data() is None
    figures = tmp_path / "figures.json"
    assert evaluate_main([str(given), "--json", str(figures)]) == 0
    assert figures.read_text() == (given / "report.json").read_text()


def test_only_kernels_are_rounded(run, tmp_path):
    keras_files.halve(run.file("model.keras"), tmp_path / "half.keras")
    before, after = run.load_model(), load_model(tmp_path / "half.keras")
    for old, new in zip(before.weights, after.weights, strict=True):
        old, new = keras.ops.convert_to_numpy(old), np.array(new)
        expected = old if old.ndim < 2 else old.astype("float16")
        assert np.array_equal(new, expected.astype("float32")), new.shape


def test_a_kernel_too_large_for_float16_stays(tmp_path):
    with h5py.File(tmp_path / "large.h5", "w") as file:
        file["kernel"] = np.full((2, 2), 1e6, "float32")
        file.attrs["kept"] = "yes"
    content = keras_files._halve_arrays((tmp_path / "large.h5").read_bytes())
    (tmp_path / "half.h5").write_bytes(content)
    with h5py.File(tmp_path / "half.h5") as file:
        assert file["kernel"].dtype == "float32"
        assert file.attrs["kept"] == "yes"


def test_the_same_model_gives_the_same_bytes(run, tmp_path):
    for name in ("a.keras", "b.keras"):
        keras_files.halve(run.file("model.keras"), tmp_path / name)
    contents = [(tmp_path / n).read_bytes() for n in ("a.keras", "b.keras")]
    assert contents[0] == contents[1]


def test_a_model_that_answers_otherwise_is_not_written(
    run, tmp_path, monkeypatch, capsys
):
    def halve(source, target):
        other = load_model(source)
        layer = KerasClassifier(other).fully_connected
        layer.set_weights([-weight for weight in layer.get_weights()])
        other.save(target)

    monkeypatch.setattr(keras_files, "halve", halve)
    out = tmp_path / "given"
    assert to_keras.main([str(run.path), "--out", str(out)]) == 1
    assert "Ship the float32 file" in capsys.readouterr().err
    assert os.listdir(out) == []


def test_no_run(tmp_path, capsys):
    assert to_keras.main([str(tmp_path / "none")]) == 2
    assert "Received:" in capsys.readouterr().err


def test_an_unknown_model_is_named():
    words = "mobile, mobile_arm, fer2013. Received: x"
    with pytest.raises(InputError, match=words):
        pretrained.load("x")


def test_a_run_keeps_its_own_model(run, capsys):
    before = run.file("model.keras").read_bytes()
    assert to_keras.main([str(run.path), "--out", str(run.path)]) == 2
    assert "another folder for --out" in capsys.readouterr().err
    assert run.file("model.keras").read_bytes() == before
