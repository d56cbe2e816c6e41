import numpy as np
import pytest

from arm_tf.challenge import prediction_files
from arm_tf.errors import InputError
from tests.helpers.aff_wild2_tree import NAMES, some_codes


@pytest.mark.parametrize("num_classes", [7, 8])
def test_a_videos_file_is_read_back(tmp_path, num_classes):
    path, answers = tmp_path / "a.txt", some_codes(50, num_classes)
    prediction_files.write_video(path, answers, num_classes)
    lines = path.read_text().splitlines()
    assert lines[0] == ",".join(NAMES[:num_classes])
    assert lines[1:] == [str(code) for code in answers]
    np.testing.assert_array_equal(prediction_files.read_video(path), answers)


def test_a_table_is_read_back(tmp_path):
    path = tmp_path / "predictions.csv"
    answers = {
        "a": some_codes(9, 8),
        "b_left": some_codes(30, 8, 1),
        "c": np.array([-1]),
    }
    answers["a"][-1] = 3
    answers["b_left"][:3] = (-1, 7, 0)
    answers["b_left"][-1] = -1
    prediction_files.write_table(path, answers, 8)
    lines = path.read_text().splitlines()
    assert lines[0] == "image_location," + ",".join(NAMES)
    assert "b_left/00002.jpg,7" in lines and "-1" not in path.read_text()
    read = prediction_files.read_table(path)
    assert list(read) == ["a", "b_left"]
    np.testing.assert_array_equal(read["a"], answers["a"])
    last = np.flatnonzero(answers["b_left"] != -1)[-1] + 1
    np.testing.assert_array_equal(read["b_left"], answers["b_left"][:last])


HEADER = "image_location," + ",".join(NAMES)


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "image_location,Neutral.*Received: ''"),
        ("image_location,Anger,Neutral\n", "Received: 'image_location,Anger"),
        (f"{HEADER}\na/00001.jpg,8\n", "row 1.*'a/00001.jpg,8'"),
        (f"{HEADER}\na/00001.jpg,1\na/1.jpg,2\n", "row 2.*'a/1.jpg,2'"),
        (f"{HEADER}\na/00000.jpg,1\n", "row 1"),
        (f"{HEADER}\n00001.jpg,1\n", "row 1"),
        (f"{HEADER}\na/00001.j", "row 1.*cut off"),
    ],
)
def test_other_tables_are_refused(tmp_path, text, message):
    path = tmp_path / "predictions.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        prediction_files.read_table(path)


def test_videos_files_of_another_order_are_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Anger,Neutral,Disgust,Fear,Happiness,Sadness,Surprise\n0")
    with pytest.raises(InputError, match="'Neutral,Anger,.*another first line"):
        prediction_files.read_video(path)


@pytest.mark.parametrize(
    "row",
    [
        b"a/" + b"1" * 5000 + b".jpg,4",  # more digits than int() takes
        b"a/99999999.jpg,4",  # memory for a hundred million frames
        b"a/\xff.jpg,4",
        "a/0000\N{SUPERSCRIPT TWO}.jpg,4".encode(),
    ],
)
def test_odd_frame_numbers_are_refused(tmp_path, row):
    path = tmp_path / "table.csv"
    prediction_files.write_table(path, {"a": [0]}, 8)
    path.write_bytes(path.read_bytes() + row + b"\n")
    with pytest.raises(InputError, match="row 2: expected such as"):
        prediction_files.read_table(path)
