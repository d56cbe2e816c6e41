import os
import pathlib
import subprocess
import sys

import pytest

from arm_tf.commands import read
from arm_tf.errors import InputError
from tests.helpers.demo_scenes import save, scene

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "args, message",
    [
        ([], "one of the arguments --image --folder --video --camera"),
        (["--image", "a.png", "--camera", "0"], "not allowed with"),
        (["--image", "none.png"], "no such file"),
        (["--image", "text.mp4"], "1 that cannot be read, the first text.mp4"),
        (["--folder", "empty"], "which has none. Check --folder"),
        (["--folder", "nowhere"], "which has none. Check --folder"),
        (["--video", "none.mp4"], "no readable frame. Check --video"),
        (["--video", "text.mp4"], "no readable frame. Check --video"),
        (["--camera", "87"], "no other program uses. Received: --camera 87"),
        (["--camera", "x"], "--camera: invalid int value"),
        (["--image", "a.png", "--out", "text.mp4"], "is a file"),
        (["--image", "a.png", "--out", "."], "would be overwritten"),
        (["--image", "a.png", "--json", "no/a.json"], "no/"),
        (["--image", "a.png", "--model", "none.tflite"], "does not exist"),
        (["--image", "a.png", "--json", "b", "--csv", "./b"], "Name another"),
        (["--image", "a.png", "--out", "text.mp4/b"], "is a file"),
    ],
)
def test_bad_input_is_one_line_and_code_2(demo, tmp_path, capfd, args, message):
    save(tmp_path / "a.png", scene())
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.mp4").write_text("no video")
    assert demo(*args) == 2
    lines = [
        line
        for line in capfd.readouterr().err.splitlines()
        if not line.startswith("INFO:")  # LiteRT's own, once a process
    ]
    assert not (tmp_path / "annotated").exists()
    assert len(lines) == 1
    assert lines[0].startswith("error: ") and message in lines[0]


def test_a_failed_run_leaves_the_old_records(demo, tmp_path):
    (tmp_path / "a.json").write_text("old")
    (tmp_path / "broken.png").write_text("no picture")
    assert demo("--image", "broken.png", "--json", "a.json") == 2
    assert (tmp_path / "a.json").read_text() == "old"
    assert not list(tmp_path.glob(".*"))


def test_finds_the_shipped_model_else_the_newest(tmp_path):
    shipped = tmp_path / "model" / "model.tflite"
    runs = tmp_path / "runs"
    with pytest.raises(InputError, match=r"train.py.*export/to_tflite.py"):
        read.find_model(shipped, runs)
    for name in ("b", "a"):
        folder = runs / name / "tflite"
        folder.mkdir(parents=True)
        (folder / "model.tflite").touch()
        (folder / "model.rejected.tflite").touch()
    newest = runs / "b" / "tflite" / "model.tflite"
    os.utime(newest, (4e9, 4e9))
    assert read.find_model(shipped, runs) == newest
    shipped.parent.mkdir()
    shipped.touch()
    assert read.find_model(shipped, runs) == shipped


def test_runs_as_a_program_without_tensorflow(model, tmp_path):
    path = save(tmp_path / "a.png", scene((150, 100, 160)))
    code = f"""
import runpy, sys
sys.argv = ["desktop.py", "--model", {str(model)!r}, "--image", {str(path)!r},
            "--out", {str(tmp_path / "drawn")!r}]
try:
    runpy.run_path({str(ROOT / "android_demo" / "desktop.py")!r},
                   run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
heavy = {{"tensorflow", "keras", "jax", "matplotlib"}}
sys.exit(" ".join(heavy & set(sys.modules)) or 0)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    assert (tmp_path / "drawn" / "a.png").is_file()
