"""Shipped and trained models load, by us and by Keras itself."""

import subprocess
import sys

import numpy as np
import pytest

import arm_tf
from arm_tf import pretrained
from arm_tf.errors import InputError
from arm_tf.models import parts
from tests.helpers.small_models import LABELS, randomised, residual


def test_keras_alone_loads_a_shipped_model():
    """As the model card promises, in a process that did nothing else."""
    path = pretrained.FOLDER / "mobile" / "model.keras"
    code = (
        "import keras, arm_tf.layers; "
        f"model = keras.saving.load_model({str(path)!r}); "
        "print(model.output_shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout == "(None, 8)\n"


def test_the_package_offers_it(tmp_path):
    residual().save(tmp_path / "model.keras")
    model = arm_tf.load_model(tmp_path / "model.keras")
    assert parts.labels_of(model) == LABELS
    assert {"load_model", "pretrained"} <= set(dir(arm_tf))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        arm_tf.nothing  # noqa: B018


def test_parts_are_found_by_what_they_are():
    model = randomised()
    assert parts.temperature_of(model) == pytest.approx(1.3)
    parts.set_calibration(model, 2.0)
    assert parts.temperature_of(model) == 2
    assert parts.arm_of(model).affinity == "ema"
    assert parts.arm_of(randomised(head="gap")) is None
    assert parts.normalization_of(model).mean[0] == pytest.approx(123.675)
    fc = parts.fully_connected_of(model)
    assert fc.output is parts.uncalibrated_logits_of(model)


def test_a_model_of_another_project_is_told(tmp_path):
    import keras

    pixels = keras.Input((8, 8, 3))
    model = keras.Model(pixels, keras.layers.Flatten()(pixels))
    for ask in (parts.labels_of, parts.temperature_of):
        with pytest.raises(InputError, match="this project trained"):
            ask(model)
    model.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="this project trained"):
        arm_tf.load_model(tmp_path / "model.keras")
    with pytest.raises(InputError, match="does not exist"):
        arm_tf.load_model(tmp_path / "none.keras")


def test_shipped_models_are_found_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert pretrained.find_run("mobile") == pretrained.FOLDER / "mobile"
    (tmp_path / "mobile").mkdir()  # Its name does not take the model's.
    assert pretrained.find_run("mobile") == pretrained.FOLDER / "mobile"
    assert str(pretrained.find_run(tmp_path)) == str(tmp_path)
    assert np.all(pretrained.tflite_file("ferplus").is_file())
