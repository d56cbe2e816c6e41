import pathlib
import subprocess
import sys

import pytest

from tests.helpers.demo_scenes import save, scene

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "args, message",
    [
        ([], "or --camera. Received: none"),
        (["--image", "a.png", "--camera", "0"], "Received: both"),
        (["--image", "none.png"], "no such file"),
        (["--image", "text.mp4"], "text.mp4: a text file. Check the paths"),
        (["--folder", "empty"], "which has none. Check it"),
        (["--folder", "nowhere"], "no such file. Check the paths"),
        (["--video", "none.mp4"], "no such file. Check the paths"),
        (["--video", "noise.mp4"], "no readable frame. Check the path"),
        (
            ["--camera", "87", "--csv", "c"],
            "no other program uses. Received: --camera 87",
        ),
        (["--camera", "x"], "--camera: invalid int value"),
        (["--image", "a.png", "--out", "text.mp4"], "is a file"),
        (["--image", "a.png", "--out", "."], "would be overwritten"),
        (["--image", "a.png", "--json", "no/a.json"], "no/"),
        (["--image", "a.png", "--model", "none.tflite"], "does not exist"),
        (
            ["--image", "a.png", "--json", "b", "--csv", "./b"],
            "--json too. Choose another",
        ),
        (["--image", "a.png", "--out", "text.mp4/b"], "is a file"),
        (["--image", "a.png", "--csv", "a.png"], "the input too. Choose"),
        (["a.png", "--csv", "empty"], "which is a folder. Choose another"),
        (["a.png", "--workers", "0"], "1 or more. Received: --workers 0"),
        (
            ["~nobody_there/a.png"],
            "the home folder is not known. Received: ~nobody",
        ),
    ],
)
def test_bad_input_is_one_line_and_code_2(demo, tmp_path, capfd, args, message):
    save(tmp_path / "a.png", scene())
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.mp4").write_text("no video")
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)))
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
