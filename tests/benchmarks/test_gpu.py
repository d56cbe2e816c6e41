"""The GPU's benchmark: what it needs, and what it does on a processor."""

import os
import pathlib
import subprocess

import pytest

from benchmarks import curves, gpu_memory

ROOT = pathlib.Path(__file__).resolve().parents[2]
HISTORY = """epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds
1,1.9,0.25,1.8,0.5,0.001,3.0
2,1.5,0.5,1.6,0.75,0.0005,3.0
"""
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
    command = ["bash", ROOT / "benchmarks" / "gpu.sh", *arguments]
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


def test_draws_the_curves_of_a_run_that_was_stopped(tmp_path, capsys):
    assert curves.main([str(tmp_path)]) == 2
    assert "at least one epoch" in capsys.readouterr().err
    (tmp_path / "history.csv").write_text(HISTORY)
    rows = curves.read(tmp_path / "history.csv")
    assert [row["epoch"] for row in rows] == [0, 1]
    assert curves.main([str(tmp_path)]) == 0
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_processor_has_no_peak():
    assert gpu_memory.keras_peak() == "-"
    assert gpu_memory._as_text(3 * 2**30) == "3,072"
