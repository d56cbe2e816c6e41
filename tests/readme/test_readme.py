"""The README is correct, and every command in it is tested."""

import json
import pathlib
import re
import shlex

import cv2
import numpy as np
import pytest

from arm_tf import Analyzer, commands, pretrained
from arm_tf.desktop import display, outputs
from tests.helpers.demo_scenes import StubCamera
from tests.readme.blocks import ELSEWHERE, README, blocks, script
from tests.readme.blocks import commands as commands_of

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
LONGEST = 160  # lines: a reader has a minute


def test_the_picture_is_what_the_first_command_draws():
    """Up to JPEG artifacts: a moved box, or another bar, differs more."""
    images = ROOT / "docs" / "images"
    drawn = Analyzer().read(images / "astronaut_photo.jpg").plot()
    shown = cv2.imread(str(images / "astronaut_read.jpg"))[..., ::-1]
    assert shown.shape == drawn.shape
    apart = np.abs(shown.astype(int) - drawn).max(axis=-1)
    assert (apart > 60).mean() < 0.001


def test_it_is_short():
    assert len(TEXT.splitlines()) <= LONGEST


def test_every_command_is_run_as_printed():
    """By check.sh, in an empty environment, but for what `ELSEWHERE` lists."""
    printed = commands_of(TEXT)
    assert len(printed) > 10 and set(ELSEWHERE) <= set(printed)
    typed = script(TEXT).splitlines()
    for line in printed:
        if line not in ELSEWHERE:
            assert line in typed
            continue
        runner = (ROOT / ELSEWHERE[line]).read_text(encoding="utf-8")
        assert re.search(rf"(^ *|\"){re.escape(line)}( |\"|$)", runner, re.M)
        assert ELSEWHERE[line] == ".ci/run" or _runs(ELSEWHERE[line])
    assert _runs("tests/readme/check.sh")
    (program,) = blocks(TEXT, "python")
    assert program in script(TEXT)


def _runs(path):
    """Returns whether CI runs a file, by itself or with the other tests."""
    return path in CI or pathlib.Path(path).name.startswith("test_")


def test_make_knows_its_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([\w-]+)", TEXT, re.M):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


CAMERA = "arm-tf read --camera 0"


def test_the_camera(monkeypatch, tmp_path, capsys):
    assert CAMERA in commands_of(TEXT)
    monkeypatch.setattr(cv2, "VideoCapture", StubCamera)
    monkeypatch.setattr(display, "has_display", lambda: True)
    monkeypatch.setattr(cv2, "destroyAllWindows", lambda: None)
    shown = []

    def show(self, image, wait):
        shown.append(image)
        return False  # The user presses q.

    monkeypatch.setattr(outputs.Window, "_show", show)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        commands.main(shlex.split(CAMERA)[1:])
    assert not end.value.code and len(shown) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("ferplus", "with [ARM](docs/arm_and_llam.md)"),
        ("mobile", "with average pooling"),
        ("mobile_arm", "with ARM"),
    ],
)
def test_the_table_repeats_the_reports(name, head):
    path = pretrained.tflite_file(name).with_name("report.json")
    report = json.loads(path.read_text())
    low, high = (100 * end for end in report["tflite_accuracy_interval"])
    row = " | ".join(
        [
            f"| `{name}`, {head}",
            f"{report['size_bytes'] / 1e6:.1f} MB",
            f"{report['latency_ms']['1']:.1f} ms",
            f"{100 * report['tflite_accuracy']:.1f} % "
            f"({low:.1f} to {high:.1f})",
            f"{report['tflite_ece']:.3f} |",
        ]
    )
    assert row in TEXT.splitlines(), f"The row should be\n{row}"
    assert f"on {report['num_images']:,} test faces" in TEXT
