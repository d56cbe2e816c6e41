"""Copies of data sets that people have, as they reported them."""

import cv2
import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data import affectnet, fer2013, folder, raf_db
from arm_tf.data.face_sets import fingerprint
from arm_tf.data.prepare import evaluation_split, prepare
from arm_tf.data.readers import describe
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC

NAMED = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")


class Run:
    """A run that was trained on some faces."""

    def __init__(self, training_set="others"):
        self.training_set = lambda: training_set


def sizes(splits):
    parts = (splits.train, splits.validation, splits.test)
    return [None if part is None else len(part) for part in parts]


def test_fer2013s_validation_folder_is_used(write_classes):
    write_classes("train", NAMED, 6)
    root = write_classes("validation", NAMED, 3)
    found = fer2013.read(root)
    assert sizes(found) == [42, 21, None]
    assert "PublicTest" not in found.layout
    shown = describe(prepare(Config(dataset="fer2013"), root))
    assert "cut from train: test" in shown
    tested = fer2013.read(write_classes("test", NAMED, 2)).test
    assert tested.counts().tolist() == [2] * 7


def test_kaggles_training_rows_alone_are_for_training(tmp_path):
    pixels = " ".join(["7"] * 2304)
    rows = ["emotion,pixels", *(f"{n % 7},{pixels}" for n in range(14))]
    (tmp_path / "train.csv").write_text("\n".join(rows))
    found = fer2013.read(tmp_path)
    assert sizes(found) == [14, None, None]


def test_a_list_of_another_data_sets_folders_is_no_fer2013(write_classes):
    root = write_classes("train", range(1, 8), 1)
    (root / "train.csv").write_text("image,label\n")
    assert fer2013.find_csv(root) is None


@pytest.mark.parametrize("names", [[*range(8)], [*affectnet.ORDER[:8]]])
def test_affectnets_test_folder_is_used(write_classes, names):
    write_classes("train", names, 3)
    root = write_classes("val", names, 2)
    assert sizes(affectnet.read(root, 8)) == [24, None, 16]
    assert "test is its validation part" in affectnet.read(root, 8).layout
    write_classes("test", names, 1)
    found = affectnet.read(root, 8)
    assert sizes(found) == [24, 16, 8]
    assert "test is its validation part" not in found.layout


def test_affectnets_test_set_is_used(tmp_path, write_image):
    for part, count in (("train_set", 3), ("val_set", 2), ("test_set", 1)):
        (tmp_path / part / "annotations").mkdir(parents=True)
        for number in range(7 * count):
            write_image(tmp_path / part / "images" / f"{number}.png")
            path = tmp_path / part / "annotations" / f"{number}_exp.npy"
            np.save(path, np.array(number % 7))
    assert sizes(affectnet.read(tmp_path, 7)) == [21, 14, 7]


@pytest.mark.parametrize("last", [7, 8])
def test_affectnet_numbered_from_one_is_refused(write_classes, last):
    root = write_classes("train", range(1, last + 1), 1)
    with pytest.raises(InputError, match="without 0: another numbering"):
        affectnet.read(root, 7)


@pytest.mark.parametrize("name", ["val", "valid", "validation"])
def test_raf_dbs_third_part_is_for_validation(write_classes, name):
    write_classes("train", range(1, 8), 3)
    root = write_classes(name, range(1, 8), 2)
    assert sizes(raf_db.read(root)) == [21, None, 14]
    write_classes("test", range(1, 8), 1)
    assert sizes(raf_db.read(root)) == [21, 14, 7]


def test_raf_db_in_named_folders_is_read(write_classes):
    write_classes("train", NAMED, 2)
    root = write_classes("test", BASIC, 1)
    found = raf_db.read(root)
    assert found.train.counts().tolist() == [2] * 7
    assert found.layout == "RAF-DB, class-named folders"


def test_other_names_are_not_blamed_on_the_compound_release(write_classes):
    root = write_classes("train", [*NAMED, "bored"], 1)
    with pytest.raises(InputError, match="bored") as caught:
        raf_db.read(root)
    assert "compound" not in str(caught.value)


def test_a_byte_order_mark_in_a_label_list_is_read_over(tmp_path, write_image):
    write_image(tmp_path / "Image/aligned/train_00001_aligned.jpg")
    path = tmp_path / "EmoLabel" / "list_patition_label.txt"
    path.parent.mkdir()
    path.write_text("\ufefftrain_00001.jpg 5\n", encoding="utf-8")
    assert len(raf_db.read(tmp_path).train) == 1


def test_runs_among_the_data_are_no_class(write_classes):
    root = write_classes(".", ["happy", "sad"], 3)
    run = root / "runs" / "folder"
    run.mkdir(parents=True)
    (run / "config.json").write_text("{}")
    (run / "confusion.png").write_bytes(b"")
    assert folder.read(root).train.labels == ("happiness", "sadness")


def test_a_folders_name_that_is_no_utf_8_is_told(write_classes):
    root = write_classes(".", ["happy", "sad"], 2)
    (root / "sad").rename(root / "sad\udce9")  # OpenCV could not write there.
    with pytest.raises(InputError, match="UTF-8.*Rename it"):
        folder.read(root)


def test_an_undivided_set_is_judged_as_a_whole(write_classes):
    root = write_classes(".", ["happy", "sad"], 10)
    splits = prepare(Config(dataset="folder"), root)
    name, faces, training = evaluation_split(splits, "test", Run())
    assert (name, len(faces), training) == ("all", 20, None)
    assert faces.counts().tolist() == [10, 10]
    shapes = {faces.images[index].shape for index in range(len(faces))}
    assert shapes == {(8, 8, 3)}
    assert len(set(faces.hashes.tolist())) == 20


def test_what_a_run_held_out_is_its_test(write_classes):
    root = write_classes(".", ["happy", "sad"], 10)
    splits = prepare(Config(dataset="folder"), root)
    run = Run(fingerprint(splits.train))
    name, faces, training = evaluation_split(splits, "test", run)
    assert (name, len(faces)) == ("test", 2) and training is splits.train


def test_training_faces_are_not_taken_for_a_test(write_classes):
    root = write_classes("train", ["happy", "sad"], 10)
    splits = prepare(Config(dataset="folder"), root)
    with pytest.raises(InputError, match="with a test part. Received: class"):
        evaluation_split(splits, "test", Run())


@pytest.mark.parametrize("suffix", [".jfif", ".gif", ".pgm", ".JPE", ".avif"])
def test_pictures_of_other_suffixes_are_read(write_classes, suffix):
    root = write_classes(".", ["happy", "sad"], 2)
    data = {".gif": ".gif", ".pgm": ".pgm", ".avif": ".avif"}
    channels = () if suffix == ".pgm" else (3,)
    pixels = np.full((8, 8, *channels), 90, "uint8")
    done, encoded = cv2.imencode(data.get(suffix, ".jpg"), pixels)
    assert done
    (root / "happy" / f"x{suffix}").write_bytes(encoded.tobytes())
    found = folder.read(root)
    assert len(found.train) == 5 and found.skipped == ()


def test_what_is_passed_over_is_counted_and_named(write_classes):
    root = write_classes(".", ["happy", "sad"], 2)
    (root / "happy" / "x.heic").write_bytes(b"ftypheic")
    (root / "sad" / ".hidden").write_bytes(b"")
    found = folder.read(root)
    reason = "its suffix is not that of a picture"
    assert found.skipped == (("happy/x.heic", reason),)
    assert f"first happy/x.heic: {reason}" in describe(found)
