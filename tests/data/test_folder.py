import numpy as np
import pytest

from arm_tf.data import folder
from arm_tf.errors import InputError


def test_class_folders_alone_are_for_training(tmp_path, write_image):
    for name in ("Sad", "bored", "HAPPY", "Amused", "contempt"):
        write_image(tmp_path / name / "1.png")
    pixels = write_image(tmp_path / "Sad" / "2.jpeg.png", 4, 9)
    splits = folder.read(tmp_path)
    # The known in their order, then the others alphabetically.
    labels = ("happiness", "sadness", "contempt", "amused", "bored")
    assert splits.train.labels == labels
    assert splits.train.counts().tolist() == [1, 2, 1, 1, 1]
    assert splits.validation is None and splits.test is None
    assert splits.layout == "class-named folders"
    (index,) = np.flatnonzero(
        [splits.train.images[i].shape == (4, 9, 3) for i in range(6)]
    )
    assert np.array_equal(splits.train.images[index], pixels)
    assert splits.train.classes[index] == 1
    assert splits.train.names[index] == b"Sad/2.jpeg.png"


@pytest.mark.parametrize("validation", ["validation", "val", "Valid"])
def test_parts_have_their_folders(write_classes, validation):
    for part, num_faces in (("train", 3), (validation, 2), ("test", 1)):
        root = write_classes(part, ("fear", "anger"), num_faces)
    splits = folder.read(root)
    assert splits.train.counts().tolist() == [3, 3]
    assert splits.validation.counts().tolist() == [2, 2]
    assert splits.test.counts().tolist() == [1, 1]
    assert splits.train.labels == splits.test.labels == ("anger", "fear")
    assert validation in splits.layout and "test/" in splits.layout


def test_a_part_may_lack_a_class(tmp_path, write_image):
    for name in ("train/fear", "train/anger", "test/fear"):
        write_image(tmp_path / name / "0.png")
    splits = folder.read(tmp_path)
    assert splits.test.labels == ("anger", "fear")
    assert splits.test.counts().tolist() == [0, 1]


def test_a_test_part_alone_can_be_evaluated(write_classes):
    splits = folder.read(write_classes("test", ("fear", "anger"), 1))
    assert len(splits.train) == 0
    assert len(splits.test) == 2


@pytest.mark.parametrize(
    "folders, message",
    [
        ("train/fear train/anger test/joy", "joy in test but not in train"),
        ("train/fear val/fear valid/fear", "one validation folder.*val and va"),
        ("fear", "at least two class.*Received: fear"),
        ("0", "folders with names. Received: 0."),
        (".", "Expected class folders with images"),
    ],
)
def test_other_layouts_are_refused(tmp_path, write_image, folders, message):
    for name in folders.split():
        write_image(tmp_path / name / "0.png")
    with pytest.raises(InputError, match=message):
        folder.read(tmp_path)
