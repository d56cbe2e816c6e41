import csv
import json
import os

import pytest

from arm_tf.desktop.records import Records
from arm_tf.errors import InputError
from tests.helpers.demo_scenes import face

LABELS = ('froh, "sehr"', "müde")


def result(number, tired):
    return face((-3, 4, 50, 60), tired, LABELS, number=number)


def test_both_files_say_the_same(tmp_path):
    paths = tmp_path / "a.json", tmp_path / "a.csv"
    with Records(*paths, LABELS) as records:
        records.add("clip.mp4", 0.0, [result(1, 0.25), result(2, 0.75)])
        records.add("clip.mp4", 1 / 3, [])
        records.add("clip.mp4", 2 / 3, [result(2, 0.5)])
        assert not any(path.exists() for path in paths)
    assert records.count == 3
    written = json.loads(paths[0].read_text(encoding="utf-8"))
    points = written[0].pop("points")
    assert points["right_eye"] == [12.7, 27.3] and len(points) == 6
    assert written[0] == {
        "file": "clip.mp4",
        "time": 0.0,
        "face": 1,
        "label": 'froh, "sehr"',
        "sure": True,
        "confidence": 0.75,
        "probabilities": {'froh, "sehr"': 0.75, "müde": 0.25},
        "box": [-3, 4, 50, 60],
        "roll": -0.4,
        "score": 0.9,
    }
    assert [record["time"] for record in written] == [0.0, 0.0, 0.667]
    with open(paths[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, record in zip(rows, written, strict=True):
        box = [int(row[key]) for key in ("x", "y", "width", "height")]
        assert box == record["box"]
        assert row["sure"] == str(record["sure"])
        for key in ("time", "face", "roll", "confidence"):
            assert float(row[key]) == record[key]
        for label in LABELS:
            assert float(row[label]) == record["probabilities"][label]


def test_an_error_before_the_first_record_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        with Records(path, None, LABELS):
            raise RuntimeError
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_an_error_loses_no_record(tmp_path):
    paths = tmp_path / "a.json", tmp_path / "a.csv"
    with pytest.raises(RuntimeError):
        with Records(*paths, LABELS) as records:
            records.add("a.png", None, [result(1, 0.9)])
            raise RuntimeError
    assert len(json.loads(paths[0].read_text())) == 1
    assert len(paths[1].read_text().splitlines()) == 2


def test_records_are_on_the_disk_as_they_come(tmp_path):
    path = tmp_path / "a.csv"
    with Records(None, path, LABELS) as records:
        records.add("a.png", None, [result(1, 0.9)])
        (temporary,) = tmp_path.glob(".*.new.csv")
        assert len(temporary.read_text().splitlines()) == 2


def test_names_that_are_no_utf8_are_written(tmp_path):
    paths = tmp_path / "a.json", tmp_path / "a.csv"
    with Records(*paths, LABELS) as records:
        records.add(os.fsdecode(b"caf\xe9.png"), None, [result(1, 0.9)])
    (record,) = json.loads(paths[0].read_text(encoding="utf-8"))
    assert record["file"] == "caf\\xe9.png"
    assert "caf\\xe9.png" in paths[1].read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_known_at_once(tmp_path):
    with pytest.raises(InputError, match="lies in no folder"):
        with Records(tmp_path / "a.json", tmp_path / "no" / "a.csv", LABELS):
            raise AssertionError("not reached")
    assert not list(tmp_path.iterdir())
