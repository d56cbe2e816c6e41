"""`arm-tf read` of a camera."""

import json

import cv2
import pytest

from tests.helpers.demo_scenes import StubCamera


@pytest.mark.parametrize(
    "frames, told", [(7, "Received: none, after 7"), (0, "even a first one")]
)
def test_a_camera_that_is_gone_is_told(
    demo, tmp_path, monkeypatch, capsys, frames, told
):
    monkeypatch.setattr(StubCamera, "frames", frames)
    monkeypatch.setattr(cv2, "VideoCapture", StubCamera)
    assert demo("--camera", 0, "--json", "a.json") == 2
    assert told in capsys.readouterr().err
    if frames:  # What was read is written.
        for record in json.loads((tmp_path / "a.json").read_text()):
            assert record["file"] == "camera 0"


@pytest.mark.parametrize("number", [-1, 700, 99999999999])
def test_numbers_that_are_no_cameras(demo, capsys, number):
    assert demo("--camera", number, "--csv", "a.csv") == 2
    assert "Expected a camera from 0 to 99" in capsys.readouterr().err


def test_a_camera_that_nobody_would_see(demo, capsys):
    assert demo("--camera", 0) == 2
    assert "Expected --out, --csv or --json" in capsys.readouterr().err
