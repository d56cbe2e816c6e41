import keras
import numpy as np
import pytest
from keras import ops

from arm_tf.layers.mixing import Mixing, mix

# Face i is a flat grey of i + 1, so a mixture shows in every pixel.
COUNT = 63
IMAGES = np.ones((COUNT, 20, 20, 3), "float32")
IMAGES *= np.arange(1, COUNT + 1, dtype="float32")[:, None, None, None]
TARGETS = np.eye(COUNT, dtype="float32")


def mixed(**alphas):
    layer = Mixing(keras.random.SeedGenerator(0), **alphas)
    images, share = layer(IMAGES, training=True)
    targets = mix(TARGETS, share)
    return ops.convert_to_numpy(images), ops.convert_to_numpy(targets)


@pytest.mark.parametrize("alphas", [{}, {"mixup": 1.0}, {"cutmix": 1.0}])
def test_inference_changes_nothing(alphas):
    layer = Mixing(keras.random.SeedGenerator(0), **alphas)
    images, share = layer(IMAGES)
    np.testing.assert_array_equal(images, IMAGES)
    np.testing.assert_array_equal(share, np.ones((COUNT, 1)))


@pytest.mark.parametrize(
    "alphas", [{"mixup": 0.4}, {"cutmix": 1.0}, {"mixup": 1.0, "cutmix": 1.0}]
)
def test_targets_are_the_shares_of_pixels(alphas):
    images, targets = mixed(**alphas)
    np.testing.assert_allclose(targets.sum(axis=1), 1, rtol=1e-5)
    levels = np.arange(1, COUNT + 1)
    np.testing.assert_allclose(
        images.mean(axis=(1, 2, 3)), targets @ levels, rtol=1e-4
    )
    assert not np.allclose(targets, TARGETS)


def test_mixup_is_flat_and_cutmix_has_one_window():
    images, _ = mixed(mixup=1.0)
    assert np.ptp(images, axis=(1, 2, 3)).max() < 1e-3
    images, _ = mixed(cutmix=1.0)
    foreign = np.abs(images[..., 0] - IMAGES[..., 0]) > 1e-3
    for mask in foreign:
        rows, columns = mask.any(axis=1).sum(), mask.any(axis=0).sum()
        assert mask.sum() == rows * columns


def test_shares_follow_the_beta_distribution():
    layer = Mixing(keras.random.SeedGenerator(0), mixup=0.2)
    draws = np.concatenate(
        [np.ravel(layer._share(IMAGES, layer.mixup_table)) for _ in range(80)]
    )
    # Beta(0.2, 0.2): mean 1/2, variance 1 / (4 * 1.4).
    assert abs(draws.mean() - 0.5) < 0.03
    assert abs(draws.var() - 1 / 5.6) < 0.01
