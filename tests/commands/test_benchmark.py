import json
import pathlib

import pytest

from arm_tf.commands.benchmark import main
from arm_tf.files import model_files
from arm_tf.inference import speed


def test_every_step_is_timed_and_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(speed, "ROUNDS", 3)
    out = tmp_path / "speed.json"
    assert main(["mobile", f"--json={out}"]) == 0
    found = json.loads(out.read_text())
    model = model_files.find_tflite("mobile")
    assert found["model"] == "mobile"
    assert found["size_bytes"] == pathlib.Path(model).stat().st_size
    assert found["memory_bytes"] > 20e6 and found["start_ms"] > 0
    assert list(found["steps"])[0] == "1"
    for steps in found["steps"].values():
        assert tuple(steps) == speed.STEPS
        assert all(0 < row["p50"] <= row["p90"] for row in steps.values())
    printed = capsys.readouterr().out
    assert all(step in printed for step in speed.STEPS)
    assert "1 thread " in printed


@pytest.mark.parametrize("model", ["nothing", "nothing.tflite"])
def test_a_model_that_is_not_there_is_told_in_one_line(model, capsys):
    assert main([model]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: Expected") and error.count("\n") == 1
