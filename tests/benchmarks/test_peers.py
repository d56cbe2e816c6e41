"""The comparison with other packages: what counts, and what is shown."""

import json
import pathlib

import numpy as np
import pytest

from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot
from arm_tf.expressions import BASIC, WITH_CONTEMPT
from benchmarks.peers import __main__, judging, tables, tasks


def face_set(pixels, classes, labels=("a", "b")):
    number = np.arange(len(pixels))
    targets = one_hot(np.array(classes), len(labels))
    hashes = number.astype("uint64")
    return FaceSet(ArrayImages(pixels), targets, labels, hashes, number)


ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_a_find_counts_where_the_face_is():
    here = tasks.Photograph(pathlib.Path("a.png"), "drawn", (50.0, 40.0))
    empty = tasks.Photograph(pathlib.Path("b.png"), "empty", None)
    first = tasks.Photograph(pathlib.Path("c.png"), "photograph", (9.0, 9.0))
    on, beside = [30, 20, 40, 40], [100, 20, 40, 40]
    answers = {
        "start_seconds": 1.0,
        "face_ms": None,
        "photographs": [
            _answer([0, 0, 20, 20], label="happy"),
            _answer(on, beside),  # detected, and a false positive
            _answer(beside),  # a false positive
            _answer(on, on),  # the same face twice: one is false
            _answer(),
            _answer(on),  # there is no face
        ],
    }
    found = judging.of_photographs(
        answers, [first, here, here, here, *2 * [empty]]
    )
    assert (found["drawn"], found["found"], found["wrong"]) == (3, 2, 4)
    assert found["astronaut"] == ["happiness"]


def _answer(*boxes, label="sad"):
    faces = [{"label": label, "box": box} for box in boxes]
    return {"ms": 5.0, "faces": faces}


def test_the_seven_classes_are_compared_by_name():
    classes = [0, 1, 7, 4]  # neutral, happiness, contempt, anger
    pixels = np.zeros((4, 48, 48, 1), "uint8")
    part = face_set(pixels, classes, WITH_CONTEMPT)
    theirs = ["neutral", "happy", "sad", "surprised", "angry"]
    theirs += ["disgusted", "fearful"]
    answers = [
        dict.fromkeys(theirs, 0.1) | {best: 0.4}
        for best in ("neutral", "happy", "sad", "sad")
    ]
    found = judging.of_faces({"faces": answers}, {"ferplus": part})["ferplus"]
    # The face with contempt is left out; the last prediction is wrong.
    assert (found["faces"], found["accuracy"]) == (3, pytest.approx(2 / 3))
    # A package with contempt is evaluated on the other seven classes.
    values = judging.of_the_seven(
        {"happiness": 0.3, "contempt": 0.4}
        | {name: 0.05 for name in BASIC if name != "happiness"}
    )
    assert BASIC[values.argmax()] == "happiness"
    assert values.sum() == pytest.approx(1)


def test_faces_are_handed_over_once_in_order(tmp_path):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (3, 48, 48, 1), "uint8")
    one, two = (face_set(pixels[rows], [0, 1]) for rows in ([0, 1], [1, 2]))
    faces, order = tasks.store_faces({"one": one, "two": two}, tmp_path / "f")
    assert (faces["number"], order) == (3, [0, 1, 1, 2])
    stored = np.fromfile(faces["path"], "uint8").reshape(3, 48, 48)
    assert (stored == pixels[..., 0]).all()


def test_some_faces_are_the_same_in_both_sets():
    one, two = (
        face_set(np.zeros((count, 48, 48, 1), "uint8"), [0] * count)
        for count in (30, 40)
    )
    some = tasks.some_faces({"one": one, "two": two}, 10)
    drawn = some["two"].names
    assert len(drawn) == 10 and len(set(drawn)) == 10
    assert some["one"].names.tolist() == drawn[drawn < 30].tolist()
    assert len(some["one"].images) == len(some["one"]) < 10


def test_a_table_says_where_it_was_fewer_faces():
    path = ROOT / "docs" / "peers.json"
    row = json.loads(path.read_text(encoding="utf-8"))["rows"][0]
    few = row | {"ferplus": row["ferplus"] | {"faces": 500}}
    whole, part = tables.faces([row, few]).splitlines()[-2:]
    assert ", 500 faces | " in part
    assert part.replace(", 500 faces", "") == whole


def test_the_pages_repeat_what_was_measured():
    page = (ROOT / "docs" / "peers.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = json.loads((ROOT / "docs" / "peers.json").read_text())["rows"]
    assert tables.photographs(rows) in page
    assert tables.faces(rows) in page
    assert tables.short(rows) in readme


def test_other_rows_stay_and_new_ones_come_last(tmp_path):
    path = tmp_path / "peers.json"
    path.write_text('{"rows": [{"name": "a", "ms": 1}, {"name": "b"}]}')
    now = [{"name": "c"}, {"name": "a", "ms": 2}]
    rows = __main__._with_the_others(now, path)
    assert rows == [{"name": "a", "ms": 2}, {"name": "b"}, {"name": "c"}]


def test_processor_time_stays_out_of_the_readme():
    path = ROOT / "docs" / "peers.json"
    row = json.loads(path.read_text(encoding="utf-8"))["rows"][0]
    other = row | {"name": "other", "cpu_time": True}
    assert tables.short([row, other]) == tables.short([row])
    assert tables.short([other]).count("\n") == 1  # only the header
    assert "other" in tables.photographs([row, other])
