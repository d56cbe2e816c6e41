import cv2
import numpy as np
import pytest

from arm_tf.data.batches import FaceBatches, face
from arm_tf.training.resampling import shuffled


@pytest.fixture
def faces(bars):
    return bars(23, seed=0)


def rows(batches):
    """All targets of an epoch, to tell which faces it showed."""
    return np.concatenate([batches[i][1] for i in range(len(batches))])


def test_an_item_is_images_targets_and_weights(faces):
    images, targets, weights = FaceBatches(faces, 16, 8)[0]
    assert images.shape == (8, 16, 16, 3)
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(targets, faces.targets[:8])
    np.testing.assert_array_equal(weights, np.ones(8, "float32"))


def test_without_a_sampler_every_face_comes_once_in_order(faces):
    batches = FaceBatches(faces, 24, 8)
    assert len(batches) == 3
    np.testing.assert_array_equal(rows(batches), faces.targets)


def test_training_drops_the_incomplete_batch(faces):
    batches = FaceBatches(faces, 24, 8, shuffled(23, seed=0))
    assert len(rows(batches)) == 16


def test_fewer_faces_than_a_batch_are_one_batch(faces):
    batches = FaceBatches(faces, 24, 64, shuffled(23, seed=0))
    assert len(batches) == 1 and len(batches[0][1]) == 23


def test_the_order_depends_on_seed_and_epoch_alone(faces):
    first = FaceBatches(faces, 24, 8, shuffled(23, seed=0))
    first.on_epoch_end()
    first.on_epoch_end()
    resumed = FaceBatches(faces, 24, 8, shuffled(23, seed=0))
    other = rows(resumed)
    resumed.go_to_epoch(2)
    np.testing.assert_array_equal(rows(first), rows(resumed))
    assert not np.array_equal(rows(first), other)


def test_weights_are_those_of_the_classes(faces):
    weights = np.arange(7, dtype="float32")
    _, targets, got = FaceBatches(faces, 24, 8, weights=weights)[0]
    np.testing.assert_array_equal(got, targets.argmax(axis=1))


def test_faces_are_resized_bilinearly_and_grey_becomes_three_channels():
    grey = np.random.default_rng(0).integers(0, 256, (9, 9, 1), "uint8")
    got = face(grey, 14)
    expected = cv2.resize(grey, (14, 14), interpolation=cv2.INTER_LINEAR)
    assert got.shape == (14, 14, 3)
    for channel in range(3):
        np.testing.assert_array_equal(got[..., channel], expected)


def test_colours_keep_their_order_and_size():
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 3), "uint8")
    np.testing.assert_array_equal(face(image, 8), image)
