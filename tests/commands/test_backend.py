"""Keras and its backend: loaded silently, or rejected in one line."""

import json
import os
import subprocess
import sys

import pytest

from arm_tf.commands import backend
from arm_tf.errors import InputError

LOAD = "from arm_tf.commands.backend import load_keras; load_keras()"


def run(code, tmp_path, **variables):
    """Runs a program whose Keras settings are those of `tmp_path`."""
    environment = {**os.environ, "KERAS_HOME": str(tmp_path), **variables}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
    )


def test_it_starts_in_silence_with_settings_that_layers_can_work_with(tmp_path):
    """Whatever the user's keras.json says."""
    settings = {"image_data_format": "channels_first", "floatx": "float16"}
    (tmp_path / "keras.json").write_text(json.dumps(settings))
    code = (
        f"{LOAD}; import sys, numpy as np; from arm_tf import pretrained; "
        "model = pretrained.load('mobile'); "
        "print(model(np.zeros((1, *model.input_shape[1:]))).dtype); "
        "import keras; [keras.Sequential([keras.layers.Flatten()]).predict("
        "np.zeros((1, 2)), verbose=0) for _ in range(7)]; "
        "print('heard', file=sys.stderr)"
    )
    done = run(code, tmp_path, TF_CPP_MIN_LOG_LEVEL="3")
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stderr == "heard\n"
    assert "float32" in done.stdout


@pytest.mark.parametrize("backend", ["torch", "openvino", "nonsense"])
def test_another_backend_is_refused_in_one_line(tmp_path, backend):
    code = "from arm_tf.commands.evaluate import main; exit(main(['ferplus']))"
    done = run(code, tmp_path, KERAS_BACKEND=backend)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: Expected Keras") and backend in line
    assert "Set KERAS_BACKEND" in line or "set KERAS_BACKEND" in line


def test_export_on_jax_is_refused_in_one_line(tmp_path):
    code = "from arm_tf.commands.export import main; exit(main(['runs/x']))"
    done = run(code, tmp_path, KERAS_BACKEND="jax")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: Export needs Keras with TensorFlow.")
    assert "KERAS_BACKEND=jax" in line


def test_a_python_without_tensorflow_is_told(monkeypatch):
    """pip installs `[train]` there without it."""
    monkeypatch.setitem(sys.modules, "keras", None)
    for version, told in (
        ((3, 13, 1), r"Install it with `pip install \"\.\[train\]\"`"),
        ((3, 14, 0), "no TensorFlow for Python 3.14: use 3.11 to 3.13"),
    ):
        monkeypatch.setattr(sys, "version_info", version)
        with pytest.raises(InputError, match=told):
            backend.load_keras()
