"""`arm-tf read` of videos, and in a window."""

import json
import os
import pathlib
from unittest import mock

import cv2
import numpy as np
import pytest

from arm_tf.desktop import display, outputs
from tests.helpers.demo_scenes import save, save_video, scene

PLACE = (150, 100, 160)


def test_names_that_are_no_utf8(demo, tmp_path, capsys):
    image = save(tmp_path / "a.png", scene(PLACE))
    odd = pathlib.Path(os.fsdecode(b"caf\xe9.png"))
    image.rename(tmp_path / odd)
    to = ("--json", "a.json", "--csv", "a.csv", "--out", "drawn")
    assert not demo("--image", odd, *to)
    (record,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert record["file"] == "caf\\xe9.png"
    assert (tmp_path / "drawn" / odd).is_file()
    save_video(tmp_path / "a.mp4", moving_face()[:3])
    odd = pathlib.Path(os.fsdecode(b"caf\xe9.mp4"))
    (tmp_path / "a.mp4").rename(tmp_path / odd)
    assert not demo("--video", odd, "--json", "a.json", "--out", "drawn")
    records = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [record["file"] for record in records] == 3 * ["caf\\xe9.mp4"]
    assert (tmp_path / "drawn" / odd).is_file()


def moving_face():
    """Returns the frames of a face that moves to the right."""
    return [scene((100 + 6 * step, 90, 180)) for step in range(12)]


@pytest.mark.parametrize("code, suffix", [("mp4v", "mp4"), ("MJPG", "avi")])
def test_a_video_becomes_records_and_a_video(
    demo, tmp_path, capsys, code, suffix
):
    path = tmp_path / f"clip.{suffix}"
    save_video(path, moving_face(), code)
    assert not demo("--video", path, "--out", "drawn", "--json", "a.json")
    records = json.loads((tmp_path / "a.json").read_text())
    assert {record["face"] for record in records} == {1}
    times = [record["time"] for record in records]
    assert len(times) == 12
    assert times == sorted(set(times))
    assert all(abs(25 * time - round(25 * time)) < 0.03 for time in times)
    assert records[-1]["box"][0] > records[0]["box"][0] + 30
    video = cv2.VideoCapture(str(tmp_path / "drawn" / "clip.mp4"))
    assert video.get(cv2.CAP_PROP_FPS) == 25
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 12
    assert video.read()[1].shape == (480, 640, 3)
    assert "12 frames" in capsys.readouterr().out
    assert not list(tmp_path.rglob(".*"))  # No temporary file is left.


def test_a_cut_video_is_reported(demo, tmp_path, capsys):
    path = save_video(tmp_path / "clip.avi", moving_face() * 3, "MJPG")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert not demo("--video", path, "--out", "drawn")
    assert "cut or damaged" in capsys.readouterr().err


def test_ctrl_c_keeps_what_was_recorded(demo, tmp_path, monkeypatch):
    path = save_video(tmp_path / "clip.mp4", moving_face())
    add = mock.Mock(side_effect=[True, True, True, KeyboardInterrupt])
    monkeypatch.setattr(outputs.VideoFile, "add", add)
    assert not demo("--video", path, "--json", "a.json", "--out", "drawn")
    assert 3 <= len(json.loads((tmp_path / "a.json").read_text())) <= 4


class StubWindow(outputs.Window):
    """A window whose user presses q at the third picture."""

    shown = 0

    def _show(self, image, wait):
        assert image.dtype == np.uint8
        StubWindow.shown += 1
        return StubWindow.shown < 3


@pytest.mark.parametrize("kind", ["--image", "--video"])
def test_a_window_where_there_is_a_display(demo, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(display, "has_display", lambda: True)
    monkeypatch.setattr(outputs, "Window", StubWindow)
    monkeypatch.setattr(StubWindow, "shown", 0)
    monkeypatch.setattr(cv2, "destroyAllWindows", lambda: None)
    if kind == "--image":
        subject = [save(tmp_path / f"{n}.png", scene()) for n in range(5)]
    else:
        subject = [save_video(tmp_path / "clip.mp4", moving_face())]
    assert not demo(kind, *subject)
    assert StubWindow.shown == 3
    assert not (tmp_path / "annotated").exists()
