"""Shipped and trained models load, by us and by Keras itself."""

import subprocess
import sys

import pytest

import arm_tf
from arm_tf import pretrained
from arm_tf.errors import InputError
from arm_tf.files import model_files
from arm_tf.models.parts import KerasClassifier
from tests.helpers.small_models import LABELS, randomised, residual


def test_keras_alone_loads_a_shipped_model():
    """As the model card promises, in a fresh process."""
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
    model = arm_tf.load_model(tmp_path)  # as a run's folder
    assert KerasClassifier(model).class_names == LABELS
    assert arm_tf.load_model("mobile").output_shape == (None, 8)
    assert {"load_model", "pretrained"} <= set(dir(arm_tf))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        arm_tf.nothing  # noqa: B018


def test_an_installation_without_the_bundled_keras_files(tmp_path, monkeypatch):
    monkeypatch.setattr(model_files, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=r'pip install "\.\[train\]"'):
        pretrained.load("mobile")


def test_an_installation_without_keras(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.delitem(sys.modules, "arm_tf.models.loading")
    with pytest.raises(ModuleNotFoundError, match=r'install "\.\[train\]"'):
        arm_tf.load_model  # noqa: B018


def test_parts_are_found_by_what_they_are():
    classifier = KerasClassifier(randomised())
    assert classifier.class_names == LABELS and classifier.image_size == 32
    assert classifier.temperature == pytest.approx(1.3)
    classifier.calibrate(offset=[0, 0, 0.5])
    assert classifier.temperature == 1 and classifier.is_calibrated
    assert classifier.offset.tolist() == [0, 0, 0.5]
    classifier.calibrate()
    assert not classifier.is_calibrated and not classifier.offset.any()
    assert classifier.arm.affinity == "ema"
    assert KerasClassifier(randomised(head="gap")).arm is None
    assert classifier.normalization.mean[0] == pytest.approx(123.675)
    logits = classifier.fully_connected.output
    assert logits is classifier.uncalibrated_logits


def test_a_model_of_another_project_is_told(tmp_path):
    import keras

    pixels = keras.Input((8, 8, 3))
    model = keras.Model(pixels, keras.layers.Flatten()(pixels))
    model.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="calibrated logits"):
        arm_tf.load_model(tmp_path / "model.keras")
    with pytest.raises(InputError, match="does not exist"):
        arm_tf.load_model(tmp_path / "none.keras")
