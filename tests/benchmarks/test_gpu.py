"""The GPU's benchmark: what it needs, and what it does on a processor."""

import os
import pathlib
import shutil
import subprocess

import pytest
import tensorflow as tf

from benchmarks import curves, gpu_memory

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Stands for a Python in which only some modules can be imported.
PYTHON = """#!/bin/sh
for name in {names}; do
  [ "$2" != "import $name" ] || exit 0
done
exit 1
"""


def refused(folder, *arguments, importable="", **variables):
    """Returns the one line with which the script refuses to start."""
    python = folder / "python"
    python.write_text(PYTHON.format(names=importable))
    python.chmod(0o755)
    environment = {**os.environ, "PYTHON": str(python), **variables}
    # A copy, where there are no wheels.
    (folder / "benchmarks").mkdir(exist_ok=True)
    script = shutil.copy(ROOT / "benchmarks" / "gpu.sh", folder / "benchmarks")
    command = ["bash", script, *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True
    )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2 and line.startswith("error: Expected ")
    return line


@pytest.mark.parametrize("backend", ["", "jax"])
def test_a_python_without_a_backend_is_refused(tmp_path, backend):
    line = refused(tmp_path, "--dry", tmp_path / "out", KERAS_BACKEND=backend)
    assert f"cannot import {backend or 'tensorflow or jax'}. Ins" in line
    assert not (tmp_path / "out").exists()


def test_without_keras_and_its_wheels_it_says_so(tmp_path):
    out = tmp_path / "out"
    line = refused(tmp_path, "--dry", out, importable="jax", KERAS_BACKEND="")
    assert "has no keras, and no wheels" in line


def test_wrong_arguments_are_refused_before_anything_is_measured(tmp_path):
    assert "Received: --dry." in refused(tmp_path, "--dry")
    line = refused(tmp_path, tmp_path / "nowhere", tmp_path / "out")
    assert "nowhere, which is not there" in line


def test_curves_of_a_run_without_an_epoch_are_refused(tmp_path, capsys):
    assert curves.main([str(tmp_path)]) == 2
    assert "at least one epoch" in capsys.readouterr().err


def test_a_processor_has_no_peak(monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda _: [])
    assert gpu_memory.keras_peak() == "-"
    assert gpu_memory._as_text(3 * 2**30) == "3,072"
