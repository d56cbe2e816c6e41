import concurrent.futures
import os
import pickle

import numpy as np
import pytest

from arm_tf.data.face_sets import ArrayImages, pixel_hash
from arm_tf.data.images import image_files
from arm_tf.data.images.listing import Listing
from arm_tf.errors import InputError

LABELS = ("neutral", "fear")


def make(folder, write_image, num_faces, height=8, width=8):
    """Writes faces and returns their `Listing` and pixels."""
    names = [f"a/{i:03}.png" for i in range(num_faces)]
    pixels = [write_image(folder / n, height, width) for n in names]
    expressions = [LABELS[i % 2] for i in range(num_faces)]
    return Listing(names, expressions), pixels


def test_faces_are_cut_out_by_their_boxes(tmp_path, write_image):
    pixels = write_image(tmp_path / "x.png", 20, 30)
    boxes = np.array([[10, 4, 4, 4], [2, 2, 6, 6]])
    images = image_files.FileImages(
        tmp_path, ["x.png", "x.png"], boxes, margin=0.5
    )
    assert np.array_equal(images[0], pixels[2:10, 8:16])
    assert images[1].shape == (12, 12, 3)


def test_names_are_held_compactly_and_travel(tmp_path, write_image):
    name = "über/ein Gesicht.png"
    pixels = write_image(tmp_path / name)
    images = pickle.loads(
        pickle.dumps(image_files.FileImages(tmp_path, [name]))
    )
    assert images.names.dtype.kind == "S"
    assert np.array_equal(images[np.int64(0)], pixels)


def test_threads_may_read_at_once(tmp_path, write_image):
    found, pixels = make(tmp_path, write_image, 20)
    images = image_files.FileImages(tmp_path, found.names)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda i: images[i], range(20)))
    assert np.array_equal(read, pixels)


def test_a_file_that_vanishes_is_named(tmp_path, write_image):
    found, _ = make(tmp_path, write_image, 1)
    images = image_files.FileImages(tmp_path, found.names)
    (tmp_path / "a/000.png").unlink()
    with pytest.raises(InputError, match="a/000.png to be readable.*No such"):
        images[0]


def test_a_link_out_of_the_data_folder_is_not_followed(tmp_path, write_image):
    root = tmp_path / "data"
    pixels = write_image(root / "a/0.png")
    write_image(tmp_path / "private/0.png")
    (root / "a/1.png").symlink_to(tmp_path / "private/0.png")
    (root / "b").symlink_to(tmp_path / "private")
    (root / "c").symlink_to(root / "a")  # stays inside
    (tmp_path / "again").symlink_to(root)  # of the user's own making
    images = image_files.FileImages(
        tmp_path / "again", ["c/0.png", "a/1.png", "b/0.png"]
    )
    assert np.array_equal(images[0], pixels)
    for index in (1, 2):
        with pytest.raises(InputError, match="a link out of.*private/0.png"):
            images[index]


def test_a_pipe_is_no_image_and_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(InputError, match="not a regular file"):
        image_files.FileImages(tmp_path, ["a.png"])[0]


def test_loads_pixels_targets_and_hashes(tmp_path, write_image):
    found, pixels = make(tmp_path, write_image, 5)
    splits = image_files.load(tmp_path, "layout", LABELS, train=found)
    assert isinstance(splits.train.images, ArrayImages)
    assert np.array_equal(splits.train.images.pixels, pixels)
    assert splits.train.classes.tolist() == [0, 1, 0, 1, 0]
    assert splits.train.targets.dtype == np.float32
    assert splits.train.hashes.tolist() == [pixel_hash(p) for p in pixels]
    assert splits.layout == "layout"
    assert splits.validation is None and splits.test is None
    assert splits.skipped == ()


def test_without_train_it_is_empty(tmp_path, write_image):
    found, _ = make(tmp_path, write_image, 2)
    splits = image_files.load(
        tmp_path, "layout", LABELS, test=found, train=None
    )
    assert len(splits.test) == 2
    assert len(splits.train) == 0
    assert splits.train.counts().tolist() == [0, 0]


def test_what_does_not_fit_in_memory_stays_on_disk(
    tmp_path, write_image, monkeypatch
):
    train, pixels = make(tmp_path, write_image, 4)
    test, _ = make(tmp_path / "test", write_image, 2)
    test = Listing([f"test/{name}" for name in test.names], test.expressions)
    (tmp_path / train.names[1]).write_bytes(b"")
    # All of test and half of train.
    monkeypatch.setattr(image_files, "MEMORY_BUDGET", 2 * 8 * 8 * 3)
    splits = image_files.load(tmp_path, "x", LABELS, train=train, test=test)
    assert isinstance(splits.test.images, ArrayImages)
    assert not isinstance(splits.train.images, (ArrayImages, list))
    del pixels[1]
    for index in range(3):
        assert np.array_equal(splits.train.images[index], pixels[index])
    assert splits.train.hashes.tolist() == [pixel_hash(p) for p in pixels]


def test_the_budget_is_for_all_splits(tmp_path, write_image, monkeypatch):
    found, _ = make(tmp_path, write_image, 3)
    monkeypatch.setattr(image_files, "MEMORY_BUDGET", 4 * 8 * 8 * 3)
    splits = image_files.load(tmp_path, "x", LABELS, train=found, test=found)
    assert isinstance(splits.train.images, ArrayImages)
    assert isinstance(splits.test.images, image_files.FileImages)


FAULTS = {
    "zero bytes": lambda path: path.write_bytes(b""),
    "not a whole picture": lambda path: path.write_bytes(b"no image at all"),
    "not a whole picture ": lambda path: path.write_bytes(
        path.read_bytes()[:-20]
    ),
    "No such file": lambda path: path.unlink(),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_an_unreadable_image_is_skipped(tmp_path, write_image, reason, capfd):
    found, pixels = make(tmp_path, write_image, 100)
    FAULTS[reason](tmp_path / found.names[7])
    splits = image_files.load(tmp_path, "layout", LABELS, train=found)
    ((name, why),) = splits.skipped
    assert name == "a/007.png"
    assert reason.strip() in why
    assert len(splits.train) == 99
    # Image, target and hash of the next face are still together.
    assert np.array_equal(splits.train.images[7], pixels[8])
    assert splits.train.classes[7] == 0
    assert splits.train.hashes[7] == pixel_hash(pixels[8])
    assert capfd.readouterr().err == ""


def test_a_box_off_the_picture_is_skipped(tmp_path, write_image):
    found, _ = make(tmp_path, write_image, 3)
    boxes = np.array([[1, 1, 6, 6], [50, 1, 6, 6], [1, 1, 6, 6]])
    found = Listing(found.names, found.expressions, boxes)
    splits = image_files.load(tmp_path, "layout", LABELS, train=found)
    assert splits.train.images[0].shape == (6, 6, 3)
    ((name, why),) = splits.skipped
    assert name == "a/001.png" and "face box" in why


@pytest.mark.parametrize("num_faces, bad", [(100, 2), (101, 3), (5, 2)])
def test_too_many_unreadable_images_are_refused(
    tmp_path, write_image, num_faces, bad
):
    found, _ = make(tmp_path, write_image, num_faces)
    for name in found.names[1 : 1 + bad]:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(
        InputError,
        match=rf"at most 1% of the train images.*Received: {bad} of "
        rf"{num_faces}, the first a/001.png: zero bytes",
    ):
        image_files.load(tmp_path, "layout", LABELS, train=found)


def test_a_name_of_thousands_of_characters_is_shown_in_part(tmp_path):
    found = Listing(["9" * 5000] * 3, ["fear"] * 3)
    with pytest.raises(InputError, match="the first 999.*again.") as caught:
        image_files.load(tmp_path, "layout", LABELS, train=found)
    assert len(str(caught.value)) < 1000


def test_the_share_is_rounded_up_to_whole_images(tmp_path, write_image):
    found, _ = make(tmp_path, write_image, 101)
    for name in found.names[:2]:
        (tmp_path / name).write_bytes(b"")
    splits = image_files.load(tmp_path, "layout", LABELS, train=found)
    assert len(splits.skipped) == 2


def test_a_split_must_have_a_readable_face(tmp_path, write_image):
    found, _ = make(tmp_path, write_image, 1)
    (tmp_path / "a/000.png").write_bytes(b"")
    with pytest.raises(InputError, match=r"\(test part\) has no usable faces"):
        image_files.load(tmp_path, "layout", LABELS, test=found)
