"""Outputs: files that are kept or not overwritten, and the display."""

import types

import cv2
import pytest

from arm_tf.desktop import outputs
from arm_tf.desktop.display import has_display  # before it is replaced
from arm_tf.errors import InputError, Stopped
from arm_tf.inference.results import Faces
from tests.helpers.demo_scenes import save, scene

CLIP = types.SimpleNamespace(name="clip.mp4", rate=25.0)


@pytest.mark.parametrize(
    "variables",
    [{}, {"DISPLAY": ":97"}, {"WAYLAND_DISPLAY": "wayland-9"}],
    ids=["none", "dead", "wayland alone"],
)
def test_a_display_that_does_not_answer_ends_nothing(
    monkeypatch, tmp_path, variables
):
    """Qt would end the process."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert not has_display()


@pytest.mark.parametrize("name", ["a.png", "link.png"])
def test_no_input_is_replaced(tmp_path, name):
    """Nor by the annotated picture of another input."""
    (tmp_path / "in").mkdir()
    ours = save(tmp_path / "in" / name, scene())
    (tmp_path / "out").mkdir()
    other = tmp_path / "out" / name
    other.hardlink_to(save(tmp_path / "b.png", scene()))
    folder = outputs.Folder(tmp_path / "out", None, [ours, tmp_path / "b.png"])
    with pytest.raises(InputError, match="would be overwritten"):
        folder.picture(ours, Faces([], scene()))


def test_a_video_that_is_stopped_is_kept(tmp_path):
    folder = outputs.Folder(tmp_path / "out")
    with pytest.raises(Stopped):
        with folder.video(CLIP) as add:
            for step in range(5):
                add(step / 25, Faces([], scene()))
            raise Stopped(15)
    video = cv2.VideoCapture(str(tmp_path / "out" / "clip.mp4"))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 5
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["clip.mp4"]


def test_a_video_cut_by_a_full_disk_replaces_none(tmp_path, monkeypatch):
    """OpenCV does not report it."""
    (tmp_path / "clip.mp4").write_text("old")

    cut = types.SimpleNamespace(get=lambda what: 3.0, release=lambda: None)
    folder = outputs.Folder(tmp_path)
    monkeypatch.setattr(cv2, "VideoCapture", lambda name: cut)
    with pytest.raises(OSError, match="3 of 5 frames.*full: .*clip.mp4"):
        with folder.video(CLIP) as add:
            for step in range(5):
                add(step / 25, Faces([], scene()))
    assert (tmp_path / "clip.mp4").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["clip.mp4"]
