"""`arm-tf read` of pictures and folders."""

import csv
import json
import os
import pathlib
import subprocess
import sys

import cv2
import numpy as np
import pytest

from arm_tf.desktop import outputs
from tests.helpers.demo_scenes import save, scene

PLACE = (150, 100, 160)
# Of a record, in this order, after "file" and "time".
KEYS = "face label sure confidence probabilities box roll score points".split()


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
    box = [int(row[name]) for name in ("x", "y", "width", "height")]
    assert box == record["box"]
    assert row["label"] == record["label"] and row["time"] == ""
    assert {name: float(row[name]) for name in probabilities} == probabilities

    drawn = cv2.imread(str(tmp_path / "drawn" / "a.png"))
    assert drawn.shape[0] >= 480  # enlarged from 360
    assert "a.png" in capsys.readouterr().out


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
    assert f"ignored 1 file in {folder}, not pictures by" in said.err
    assert "cut.png" in skipped[0] and "empty.jpg" in skipped[1]
    records = json.loads((tmp_path / "a.json").read_text())
    faces = [(pathlib.Path(r["file"]).name, r["face"]) for r in records]
    last = [("b.JPG", 1), ("plain.png", None)]
    assert faces == [("b.png", 1), ("b.png", 2), *last]
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
    to = ("--json", "a.json", "--csv", "a.csv", "--out", "drawn")
    assert demo(*paths, *to) == 2
    assert len(json.loads((tmp_path / "a.json").read_text())) == 2
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 3


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
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"a.csv", "a.json", "plain.png"}


def test_pictures_of_one_name_are_all_written(demo, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "a.png", scene())
    assert not demo("--image", "one/a.png", "two/a.png", "--out", "drawn")
    names = sorted(path.name for path in (tmp_path / "drawn").iterdir())
    assert names == ["a-2.png", "a.png"]
