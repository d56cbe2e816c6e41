import csv
import json

import numpy as np
import pytest

from arm_tf.reading.faces import Face
from arm_tf.reading.records import Records
from arm_tf.reading.smoothing import read
from tests.helpers.demo_scenes import settings

LABELS = ('froh, "sehr"', "müde")


def result(number, glad):
    reading = read(np.array([glad, 1 - glad], "float32"), LABELS, settings())
    return number, Face((-3, 4, 50, 60), 24.96), reading


def test_both_files_say_the_same(tmp_path):
    paths = tmp_path / "a.json", tmp_path / "a.csv"
    with Records(*paths, LABELS) as records:
        records.add("clip.mp4", 0.0, [result(1, 0.75), result(2, 0.25)])
        records.add("clip.mp4", 1 / 3, [])
        records.add("clip.mp4", 2 / 3, [result(2, 0.5)])
        assert not any(path.exists() for path in paths)
    assert records.count == 3
    written = json.loads(paths[0].read_text(encoding="utf-8"))
    assert written[0] == {
        "file": "clip.mp4",
        "time": 0.0,
        "face": 1,
        "roll": 25.0,
        "label": 'froh, "sehr"',
        "sure": True,
        "confidence": 0.75,
        "box": [-3, 4, 50, 60],
        "probabilities": {'froh, "sehr"': 0.75, "müde": 0.25},
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


def test_an_error_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        with Records(path, None, LABELS) as records:
            records.add("a.png", None, [result(1, 0.9)])
            raise RuntimeError
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_place_that_cannot_be_written_is_known_at_once(tmp_path):
    with pytest.raises(OSError, match="no"):
        with Records(tmp_path / "a.json", tmp_path / "no" / "a.csv", LABELS):
            raise AssertionError("not reached")
    assert not list(tmp_path.iterdir())
