import dataclasses
import functools

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data import synthetic
from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot
from arm_tf.data.images import aligned, points_cache
from arm_tf.data.images.aligned import align
from arm_tf.data.images.face_points import points_of
from arm_tf.data.prepare import prepare
from arm_tf.faces.alignment import STANDARD
from tests.helpers.demo_scenes import drawn

LABELS = ("calm", "glad")


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def faces_of(pixels):
    classes = np.arange(len(pixels)) % 2
    hashes = np.arange(len(pixels)).astype("uint64")
    return FaceSet(ArrayImages(pixels), one_hot(classes, 2), LABELS, hashes)


def test_faces_are_moved_to_where_the_demos_cut_them():
    blank = np.full((96, 96, 3), 90, "uint8")
    shifted = np.roll(drawn(96), 8, axis=1)
    faces = faces_of(np.stack([drawn(96), shifted, blank]))
    aligned = align(faces, "train")
    assert len(aligned) == 3 and aligned.labels == LABELS
    for index in (0, 1):
        face = aligned.images[index]
        assert face.shape == (96, 96, 3)
        shares = points_of(face) / 96
        assert np.abs(shares - STANDARD).mean() < 0.04
    assert np.array_equal(aligned.images[2], blank)  # nothing was found


def test_points_are_looked_for_once(monkeypatch):
    faces = faces_of(np.stack([drawn(48)] * 3))
    first = align(faces, "train").images.points
    monkeypatch.setattr(aligned, "points_of", lambda image: 1 / 0)
    np.testing.assert_array_equal(align(faces, "train").images.points, first)
    monkeypatch.undo()
    other = dataclasses.replace(faces, hashes=faces.hashes + np.uint64(9))
    monkeypatch.setattr(aligned, "points_of", lambda image: None)
    assert np.isnan(align(other, "train").images.points).all()


@pytest.mark.parametrize("damage", [b"", b"PK\3\4", b"text"])
def test_a_damaged_cache_is_written_anew(cache, damage):
    faces = faces_of(np.stack([drawn(48)] * 2))
    align(faces, "train")
    (file,) = cache.glob("arm_tf/*.npz")
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert len(align(faces, "train")) == 2
    assert file.read_bytes() == whole


def test_a_cache_of_other_faces_is_not_used(cache):
    faces = faces_of(np.stack([drawn(48)] * 2))
    points_cache.write(faces.hashes, np.zeros((1, 4, 2)))
    assert points_cache.read(faces.hashes) is None


def test_without_a_cache_folder_points_are_found_again(cache, monkeypatch):
    (cache / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache / "file"))
    faces = faces_of(np.stack([drawn(48)] * 2))
    assert not np.isnan(align(faces, "train").images.points).any()


def test_grey_faces_stay_grey():
    faces = faces_of(np.stack([drawn(48)[..., :1]] * 2))
    assert align(faces, "test").images[0].shape == (48, 48, 1)


def test_the_setting_aligns_every_split(monkeypatch):
    few = functools.partial(synthetic.read, 16, 8, 8)
    monkeypatch.setattr("arm_tf.data.prepare.synthetic.read", few)
    plain = prepare(Config(dataset="synthetic", image_size=48), None)
    config = Config(dataset="synthetic", image_size=48, aligned=True)
    aligned = prepare(config, None)
    assert "cut by their own points" in aligned.layout
    for name in ("train", "validation", "test"):
        one, other = getattr(plain, name), getattr(aligned, name)
        assert np.array_equal(one.targets, other.targets)
        moved = [
            not np.array_equal(one.images[i], other.images[i])
            for i in range(len(one))
        ]
        assert np.mean(moved) > 0.5
