"""Both formats of prediction files, as the challenge specifies them."""

import numpy as np
import pytest

from arm_tf.challenge import prediction_files
from arm_tf.data.aff_wild2_files import read_annotation
from tests.helpers.aff_wild2_tree import NAMES, some_codes


@pytest.mark.parametrize("num_classes", [7, 8])
def test_a_videos_file_is_an_annotation(tmp_path, num_classes):
    path, answers = tmp_path / "a.txt", some_codes(50, num_classes)
    prediction_files.write_video(path, answers, num_classes)
    lines = path.read_text().splitlines()
    assert lines[0] == ",".join(NAMES[:num_classes])
    assert lines[1:] == [str(code) for code in answers]
    found = read_annotation(path)
    assert found.labels == prediction_files.ORDER[:num_classes]
    np.testing.assert_array_equal(found.classes, answers)


def test_a_table_has_a_row_per_frame_with_a_face(tmp_path):
    path = tmp_path / "predictions.csv"
    answers = {
        "a": np.array([-1, 7, 0, -1]),
        "b_left": np.array([4]),
        "c": np.array([-1]),
    }
    prediction_files.write_table(path, answers, 8)
    assert path.read_text().splitlines() == [
        "image_location," + ",".join(NAMES),
        "a/00002.jpg,7",
        "a/00003.jpg,0",
        "b_left/00001.jpg,4",
    ]
