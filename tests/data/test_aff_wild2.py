"""Aff-Wild2's trees, with every trap that a release has."""

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data import aff_wild2
from arm_tf.data.prepare import prepare
from arm_tf.data.splits import duplicates
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, canonical
from tests.helpers.aff_wild2_tree import (
    NAMES,
    SIZE,
    make_tree,
    write_annotation,
    write_images,
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The full tree, and each video's labels."""
    root = tmp_path_factory.mktemp("tree")
    return root, make_tree(root)


@pytest.fixture
def small(tmp_path):
    """A function that makes a tree of three videos; takes folder names."""

    def make(train="EXPR_Set/Training_Set", test="EXPR_Set/Validation_Set"):
        for name, part in (("a", train), ("b", train), ("c", test)):
            codes = [0, 1, 2, 3, 4, 5, 6]
            write_annotation(tmp_path / part / f"{name}.txt", codes, 7)
            write_images(tmp_path / "cropped_aligned" / name, codes)
        return tmp_path

    return make


def rows(faces):
    """Returns `(video, number, label)` of each face of a `FaceSet`."""
    images = faces.images
    names = [folder.split("/")[-1] for folder in images.folders]
    return [
        (names[video], int(number), faces.labels[column])
        for video, number, column in zip(
            images.videos, images.numbers, faces.classes, strict=True
        )
    ]


def shown(image):
    """Returns the class whose bar is in a picture of the generated tree."""
    tall = SIZE // len(NAMES)
    return image.mean(axis=(1, 2)).reshape(-1, tall).mean(axis=1).argmax()


def test_all_labelled_frames_with_a_face_have_the_label_of_their_row(tree):
    root, labels = tree
    found = aff_wild2.read(root, frame_step=1)
    got = []
    for faces in (found.train, found.validation, found.test):
        for index, (name, number, label) in enumerate(rows(faces)):
            code = labels[name][number - 1]
            assert canonical(NAMES[code]) == label
            # The picture agrees: no offset between rows and files.
            assert shown(faces.images[index]) == code
            got.append((name, number))
    assert sorted(got) == sorted(
        (name, number)
        for k, (name, codes) in enumerate(labels.items())
        for number, code in enumerate(codes, 1)
        if code != -1 and number not in (1, 2, 9 + k, len(codes))
    )


def test_the_official_validation_is_the_test(tree):
    found = aff_wild2.read(tree[0])
    videos = {row[0] for row in rows(found.test)}
    assert videos == {"4-30-640x360", "5-30-640x360"}
    assert found.test.labels == (*BASIC, "other")
    assert not found.skipped  # Stray files are not reported.
    assert "8 classes" in found.layout


@pytest.mark.parametrize("seed", range(8))
def test_no_video_straddles_a_split(tree, seed):
    found = aff_wild2.read(tree[0], validation_share=0.4, seed=seed)
    parts = [
        {row[0] for row in rows(part)}
        for part in (found.train, found.validation, found.test)
    ]
    assert all(parts) and not parts[0] & parts[1]
    pair = {"0-30-640x360_left", "0-30-640x360_right"}
    assert any(pair <= part for part in parts[:2])
    assert not duplicates(found.train, found.validation).any()


def test_a_run_gets_them_apart_too(tree):
    config = Config(dataset="aff_wild2", validation_share=0.4)
    splits = prepare(config, tree[0])
    assert not set(splits.train.images.folders) & set(
        splits.validation.images.folders
    )
    expected = aff_wild2.read(tree[0], validation_share=0.4)
    assert rows(splits.validation) == rows(expected.validation)


def test_of_training_videos_every_fifth_face_is_used(tree):
    every, fifth = (aff_wild2.read(tree[0], frame_step=step) for step in (1, 5))
    for part in ("train", "validation"):
        wanted = []
        for name in {row[0] for row in rows(getattr(every, part))}:
            video = [r for r in rows(getattr(every, part)) if r[0] == name]
            wanted += video[::5]
        assert sorted(rows(getattr(fifth, part))) == sorted(wanted)
    assert rows(fifth.test) == rows(every.test)


@pytest.mark.parametrize(
    "train, test",
    [
        ("EXPR_Set/Training_Set", "EXPR_Set/Validation_Set"),
        ("EXPR_Set/Train_Set", "EXPR_Set/Validation_Set"),
        (
            "annotations/EXPR_Recognition_Challenge/Train_Set",
            "annotations/EXPR_Recognition_Challenge/Validation_Set",
        ),
        ("EX/EX/Train_Set", "EX/EX/Validation_Set"),
        ("Train_Set", "Validation_Set"),
    ],
)
def test_the_folders_of_all_years(small, train, test):
    found = aff_wild2.read(small(train, test), 0.5, frame_step=1)
    assert len(found.train) == len(found.validation) == len(found.test) == 7
    assert found.train.labels == BASIC
    assert train in found.layout


def test_headers_in_another_order_are_read(small):
    root = small()
    path = root / "EXPR_Set/Validation_Set/c.txt"
    lines = path.read_text().splitlines()
    shuffled = "\ufeff Surprise, Fear ,Neutral,Anger,Sadness,Happiness,Disgust"
    path.write_text("\n".join([shuffled, *lines[1:]]), "utf-8")
    labels = [row[2] for row in rows(aff_wild2.read(root).test)]
    expected = "surprise fear neutral anger sadness happiness disgust"
    assert labels == expected.split()


def test_without_training_videos_it_can_be_evaluated_on(small):
    root = small("other", "Validation_Set")
    found = aff_wild2.read(root)
    assert not len(found.train) and not len(found.validation)
    assert len(found.test) == 7


def test_training_leaves_out_videos_that_the_test_shows(small):
    root = small()
    folder = root / "cropped_aligned"
    for name, part in (("c_left", "Training_Set"), ("a", "Validation_Set")):
        write_annotation(root / "EXPR_Set" / part / f"{name}.txt", [0, 1], 7)
    write_images(folder / "c_left", [0, 1])
    write_annotation(root / "EXPR_Set/Training_Set/d.txt", [0, 1], 7)
    write_images(folder / "d", [0, 1])
    found = aff_wild2.read(root)
    named = {row[0] for row in rows(found.train) + rows(found.validation)}
    assert named == {"b", "d"}
    assert sorted(skipped[0] for skipped in found.skipped) == [
        "cropped_aligned/a",
        "cropped_aligned/c_left",
    ]


def test_videos_without_images_are_listed(small):
    root = small()
    write_annotation(root / "EXPR_Set/Training_Set/d.txt", [0], 7)
    ((path, reason),) = aff_wild2.read(root).skipped
    assert path.name == "d.txt" and "no folder of images" in reason


def test_links_that_go_in_circles_end(small):
    root = small()
    (root / "EXPR_Set/again").symlink_to(root)
    (root / "cropped_aligned/again").symlink_to(root / "cropped_aligned")
    assert len(aff_wild2.read(root).test) == 7


HEADER = ",".join(NAMES[:7])


@pytest.mark.parametrize(
    "content, message",
    [
        (f"{HEADER}\n0\n7\n", r"a.txt, row 2 \(line 3\).*-1 to 6.*'7'"),
        (f"{HEADER}\n0\n\n1\n", r"row 2 \(line 3\).*Received: ''.*cut off"),
        (f"{HEADER}\n0\n-\n", "row 2 .*'-'"),
        (f"{HEADER}\n0\n1.0\n", "row 2 .*'1.0'"),
        (f"{HEADER}\n-2\n", "row 1 .*'-2'"),
        ("0\n1\n", "a.txt to start with the names.*another first line"),
        (f"{HEADER},Contempt\n0\n", "a.txt to start with the names"),
        ("", "a.txt to start with the names"),
    ],
)
def test_faulty_annotations_are_refused(small, content, message):
    root = small()
    (root / "EXPR_Set/Training_Set/a.txt").write_text(content)
    with pytest.raises(InputError, match=message):
        aff_wild2.read(root)


@pytest.mark.parametrize(
    "source, target, message",
    [
        ("EXPR_Set", ".hidden", "expression annotations.*has none"),
        ("EXPR_Set/Validation_Set", "gone", "Validation_Set beside"),
        ("cropped_aligned", "faces", "images in .*no such folder"),
        ("EXPR_Set/Training_Set/a.txt", "gone", "two videos.*Received: 1"),
    ],
)
def test_what_is_missing_is_named(small, source, target, message):
    root = small()
    (root / source).rename(root / target)
    with pytest.raises(InputError, match=message):
        aff_wild2.read(root)


def test_images_of_another_form_are_refused(small):
    root = small()
    for path in list((root / "cropped_aligned").rglob("*.jpg")):
        path.rename(path.with_name(f"frame{path.name}"))
    with pytest.raises(InputError, match="/00001.jpg. Received: .*without"):
        aff_wild2.read(root)


def test_two_folders_of_one_thing_are_refused(small):
    root = small()
    write_images(root / "cropped_aligned/batch2/a", [0])
    with pytest.raises(InputError, match="images per video.*batch2/a"):
        aff_wild2.read(root)
    write_annotation(root / "old/Train_Set/a.txt", [0], 7)
    with pytest.raises(InputError, match="annotations for train.*old/Train_S"):
        aff_wild2.read(root)


def test_a_part_without_labels_is_refused(small):
    root = small()
    write_annotation(root / "EXPR_Set/Validation_Set/c.txt", [-1] * 7, 7)
    with pytest.raises(InputError, match="Validation_Set. has no usable"):
        aff_wild2.read(root)


def test_frames_without_a_label_have_no_class(tree):
    found = aff_wild2.list_videos(tree[0])
    frames = [video.numbers for video in found.test]
    faces = aff_wild2.faces_of(found, found.test, frames)
    last = faces.targets[len(frames[0]) - 1]  # one image more than rows
    np.testing.assert_allclose(last, 1 / 8)
    np.testing.assert_allclose(faces.targets.sum(axis=1), 1)
