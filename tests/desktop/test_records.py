import csv
import errno
import io
import json
import os
import threading

import pytest

from arm_tf.desktop.records import Output, Records, columns
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


def test_records_are_on_the_disk_as_they_come(tmp_path):
    path = tmp_path / "a.csv"
    with Records(None, path, LABELS) as records:
        records.add("a.png", None, [result(1, 0.9)])
        (temporary,) = tmp_path.glob(".*.new.csv")
        assert len(temporary.read_text().splitlines()) == 2


@pytest.mark.parametrize("room", (20, 27, 40, 51, 100))
def test_a_full_disk_ends_after_a_whole_record(tmp_path, room):
    """A quota is reached in the midst of a record, or of its end."""

    class Full(io.FileIO):
        def write(self, data):
            left = room - self.tell()
            if left <= 0:
                raise OSError(errno.EFBIG, "File too large")
            return super().write(data[:left])

    path = tmp_path / "a.json"
    with Full(path, "w") as file:
        output = Output(file, path, "[", "\n]\n")
        written = 0
        with pytest.raises(OSError, match="File too large: .*a.json"):
            while True:
                output.add(f"{',' if written else ''}\n{{'n': {written}}}")
                written += 1
    text = path.read_text()
    assert text.endswith("\n]\n") and text.count("'n'") == written


def test_a_pipes_records_end_as_a_files(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with Records(pipe, None, LABELS) as records:
        records.add("a.png", None, [result(1, 0.9)])
        records.add("b.png", None, [])
    reader.join(10)
    files = [record["file"] for record in json.loads(got[0])]
    assert files == ["a.png", "b.png"]


@pytest.mark.parametrize(
    "names", [("file", "x"), ("label", "label (class)"), ("score", "nose_x")]
)
def test_classes_have_columns_of_their_own(tmp_path, names):
    path = tmp_path / "a.csv"
    with Records(None, path, names) as records:
        records.add("a.png", None, [face(labels=names, confidence=0.75)])
    with open(path, newline="") as file:
        header, row = csv.reader(file)
    assert len(set(header)) == len(header) == len(row)
    cells = dict(zip(header, row, strict=True))
    assert cells["file"] == "a.png" and cells["label"] == names[1]
    shares = [float(cells[column]) for column in columns(names)]
    assert shares == [0.25, 0.75]


def test_an_addresss_password_is_not_recorded(tmp_path):
    path = tmp_path / "a.csv"
    with Records(None, path, LABELS) as records:
        records.add("rtsp://me:secret@camera/1", 0.0, [result(1, 0.9)])
    assert "secret" not in path.read_text()


def test_a_place_that_cannot_be_written_is_known_at_once(tmp_path):
    with pytest.raises(InputError, match="lies in no folder"):
        with Records(tmp_path / "a.json", tmp_path / "no" / "a.csv", LABELS):
            raise AssertionError("not reached")
    assert not list(tmp_path.iterdir())
