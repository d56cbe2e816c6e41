import csv
import json
import os
import pathlib
import subprocess
import sys

import cv2
import numpy as np
import pytest

from arm_tf.desktop import display, outputs
from arm_tf.inference.results import KEYS
from tests.helpers.demo_scenes import save, save_video, scene

PLACE = (150, 100, 160)


def test_a_picture_becomes_a_record_and_an_annotated_picture(
    demo, tmp_path, capsys
):
    path = save(tmp_path / "a.png", scene(PLACE))
    assert not demo(
        *("--image", path, "--out", "drawn"),
        *("--json", "a.json", "--csv", "a.csv"),
    )
    (record,) = json.loads((tmp_path / "a.json").read_text())
    assert record["file"] == str(path)
    assert record["time"] is None and record["face"] == 1
    assert tuple(record) == ("file", "time", *KEYS)
    x, y, width, height = record["box"]
    assert 150 < x < x + width < 310 and 100 < y < y + height < 280
    probabilities = record["probabilities"]
    assert list(probabilities) == ["red", "green", "blue", "top", "left"]
    assert sum(probabilities.values()) == pytest.approx(1, abs=0.02)
    assert record["label"] == max(probabilities, key=probabilities.get)
    assert record["confidence"] == probabilities[record["label"]]
    assert record["sure"] == (record["confidence"] >= 0.5)

    (row,) = csv.DictReader((tmp_path / "a.csv").open())
    assert [int(row[name]) for name in ("x", "y", "width", "height")] == (
        record["box"]
    )
    assert row["label"] == record["label"] and row["time"] == ""
    assert {name: float(row[name]) for name in probabilities} == probabilities

    drawn = cv2.imread(str(tmp_path / "drawn" / "a.png"))
    assert drawn.shape[0] >= 480  # enlarged from 360
    assert "a.png" in capsys.readouterr().out


def test_a_red_room_is_red(demo, tmp_path):
    """Channels are in order all the way from the file to the answer."""
    image = scene(PLACE)
    image[..., 1:] = image[..., 1:] // 4
    path = save(tmp_path / "a.png", image)
    assert not demo("--image", path, "--json", "a.json")
    (record,) = json.loads((tmp_path / "a.json").read_text())
    assert record["label"] == "red"


def test_a_folder_with_a_broken_file_and_one_without_a_face(
    demo, tmp_path, capsys
):
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    save(folder / "b.png", scene(PLACE, (330, 150, 140)))
    save(folder / "more" / "b.JPG", scene(PLACE))
    save(folder / "plain.png", scene())
    whole = (folder / "b.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").touch()
    (folder / "notes.txt").write_text("no picture")
    to = ("--json", "a.json", "--csv", "a.csv", "--out", "drawn")
    assert not demo("--folder", folder, *to)
    said = capsys.readouterr()
    assert "3 pictures, 3 faces, 1 without a face, 2 skipped" in said.out
    assert "detect" in said.out and "p50 / p90" in said.out
    skipped = [line for line in said.err.splitlines() if "skipped" in line]
    assert len(skipped) == 2
    assert f"passed over 1 file in {folder}, no pictures by" in said.err
    assert "cut.png" in skipped[0] and "empty.jpg" in skipped[1]
    records = json.loads((tmp_path / "a.json").read_text())
    assert [(pathlib.Path(r["file"]).name, r["face"]) for r in records] == [
        ("b.png", 1),
        ("b.png", 2),
        ("b.JPG", 1),
        ("plain.png", None),
    ]
    written = sorted(
        str(path.relative_to(tmp_path / "drawn"))
        for path in (tmp_path / "drawn").rglob("*.*")
    )
    assert written == ["b.png", "more/b.jpg", "plain.png"]


def test_a_picture_that_cannot_be_drawn_ends_nothing(demo, tmp_path, capsys):
    """Thin ones were enlarged beyond what files can hold; names were long."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "c"):
        save(folder / f"{name}.png", scene(PLACE))
    cv2.imwrite(str(folder / "b.jpg"), np.full((2, 300, 3), 128, "uint8"))
    cv2.imwrite(str(folder / "ba.png"), np.full((1, 5000, 3), 128, "uint8"))
    (folder / "c.png").rename(folder / ("c" * 251 + ".png"))
    assert not demo("--folder", folder, "--csv", "a.csv", "--out", "drawn")
    with open(tmp_path / "a.csv") as file:
        names = {pathlib.Path(row["file"]).name for row in csv.DictReader(file)}
    assert names == {"a.png", "b.jpg", "ba.png", "c" * 251 + ".png"}
    assert "4 pictures, 2 faces" in capsys.readouterr().out
    assert len(list((tmp_path / "drawn").iterdir())) == 4


def test_a_failure_loses_no_record(demo, tmp_path, monkeypatch):
    paths = [save(tmp_path / f"{name}.png", scene(PLACE)) for name in "ab"]
    pictures = outputs.Folder.picture

    def full(self, source, faces):
        if source.name == "b.png":
            raise OSError(28, "No space left on device")
        return pictures(self, source, faces)

    monkeypatch.setattr(outputs.Folder, "picture", full)
    assert demo(*paths, "--json", "a.json", "--out", "drawn") == 2
    assert len(json.loads((tmp_path / "a.json").read_text())) == 2


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


def test_a_closed_output_ends_nothing(model, tmp_path):
    """As in `arm-tf read ... | head`."""
    path = save(tmp_path / "a.png", scene(PLACE))
    command = [sys.executable, "-m", "arm_tf", "read", "--model", model]
    command += ["--image", path, "--csv", "a.csv"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr and "Exception" not in done.stderr
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 2


def test_a_picture_without_a_face_has_a_record(demo, tmp_path, capsys):
    path = save(tmp_path / "plain.png", scene())
    assert not demo("--image", path, "--json", "a.json", "--csv", "a.csv")
    (record,) = json.loads((tmp_path / "a.json").read_text())
    assert record.pop("file") == str(path)
    assert set(record) == {"time", *KEYS}
    assert set(record.values()) == {None}
    (row,) = csv.DictReader((tmp_path / "a.csv").open())
    assert row.pop("file") == str(path)
    assert set(row.values()) == {""}
    assert "no face" in capsys.readouterr().out
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a.csv",
        "a.json",
        "plain.png",
    ]  # and nothing that was not asked for


def test_pictures_of_one_name_are_all_written(demo, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "a.png", scene())
    assert not demo("--image", "one/a.png", "two/a.png", "--out", "drawn")
    names = sorted(path.name for path in (tmp_path / "drawn").iterdir())
    assert names == ["a-2.png", "a.png"]


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


class StubCapture:
    """A camera that shows a face and is then unplugged."""

    left = 8

    def __init__(self, number):
        self.number = number

    def isOpened(self):  # noqa: N802, OpenCV's name
        return self.number == 0

    def get(self, _):
        return 0.0

    def read(self):
        self.left -= 1
        return (True, scene(PLACE)[..., ::-1]) if self.left else (False, None)

    def release(self):
        self.number = None


@pytest.mark.parametrize(
    "frames, told", [(7, "Received: none, after 7"), (0, "even a first one")]
)
def test_a_camera_that_is_gone_is_told(
    demo, tmp_path, monkeypatch, capsys, frames, told
):
    class Camera(StubCapture):
        left = frames + 1

    monkeypatch.setattr(cv2, "VideoCapture", Camera)
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


def test_ctrl_c_keeps_what_was_recorded(demo, tmp_path, monkeypatch):
    path = save_video(tmp_path / "clip.mp4", moving_face())
    frames = []

    def interrupt(self, seconds, image):
        frames.append(image)
        if len(frames) == 4:
            raise KeyboardInterrupt
        return True

    monkeypatch.setattr(outputs.VideoFile, "add", interrupt)
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
