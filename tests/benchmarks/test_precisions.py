import numpy as np

from arm_tf.models.parts import KerasClassifier
from arm_tf.tflite.file_model import FileModel
from benchmarks import precisions
from tests.helpers.small_models import random_faces, residual
from tests.helpers.squares import face_set


def test_every_precision_answers_nearly_as_float32():
    contents = precisions.files(KerasClassifier(residual()), face_set(100))
    assert list(contents) == ["float32", "float16", "dynamic range", "16x8"]
    faces = random_faces(4, seed=4)
    answers = {
        name: np.stack([FileModel(content)(face) for face in faces])
        for name, content in contents.items()
    }
    for name, found in answers.items():
        assert np.abs(found - answers["float32"]).max() < 0.03, name
    sizes = {name: len(content) for name, content in contents.items()}
    assert sizes["float16"] < sizes["float32"]
    assert sizes["dynamic range"] < sizes["float32"]


def test_the_table_has_the_difference_from_float32():
    classes = np.zeros(400, int)
    right, wrong = np.eye(2)[classes], np.eye(2)[classes]
    wrong[:40] = (0, 1)  # 10 % of the faces
    lines = precisions.table(
        {"float32": b"x" * 10**6, "int8": b"x" * 10**5},
        {"float32": right, "int8": wrong},
        classes,
        {"float32": 4.0, "int8": 1.0},
    )
    assert lines[0] == "400 validation faces"
    assert lines[3].startswith("| float32 | 100.00% | +0.0 to +0.0 | 100.0% ")
    _, _, accuracy, interval, same, size, time, _ = lines[4].split("|")
    assert (accuracy, same) == (" 90.00% ", " 90.0% ")
    low, high = (float(x) for x in interval.split(" to "))
    assert low < -10 < high < 0 and size == " 0.10 MB " and time == " 1.0 ms "
