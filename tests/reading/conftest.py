"""A small model whose answers can be foretold."""

import pathlib
import shutil

import pytest

from arm_tf.commands import read
from arm_tf.reading import outputs

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(scope="session")
def golden():
    """The folder of files that every demo's tests read."""
    return GOLDEN


@pytest.fixture
def model_folder(tmp_path):
    """A copy of the small model's folder, to damage."""
    folder = tmp_path / "model"
    shutil.copytree(GOLDEN / "demo_model", folder)
    return folder


@pytest.fixture(scope="session")
def model():
    """Path of the small model."""
    return GOLDEN / "demo_model" / "model.tflite"


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    monkeypatch.setattr(outputs, "has_display", lambda: False)


@pytest.fixture
def demo(model, tmp_path, monkeypatch):
    """Runs the demo with the small model in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*args):
        return read.main(["--model", str(model), *map(str, args)])

    return call
