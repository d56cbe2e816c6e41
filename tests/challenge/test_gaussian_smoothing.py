import numpy as np
import pytest

from arm_tf.challenge.gaussian_smoothing import WIDTHS, smooth


def rows(count, classes=4, seed=0):
    return np.random.default_rng(seed).dirichlet([1] * classes, count)


def definition(probabilities, numbers, width):
    """The Gaussian-weighted mean over all frames, frame by frame."""
    distance = numbers[:, None] - numbers[None]
    weights = np.exp(-0.5 * (distance / width) ** 2)
    weights[np.abs(distance) > 3 * width] = 0
    return weights @ probabilities / weights.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("width", [2, 5, 80])
def test_is_a_mean_over_time(width):
    numbers = np.cumsum(np.random.default_rng(1).integers(1, 9, 60))
    got = smooth(rows(60), numbers, width)
    np.testing.assert_allclose(got, definition(rows(60), numbers, width))
    np.testing.assert_allclose(got.sum(axis=1), 1)


def test_a_gap_is_no_bridge():
    got = smooth(np.eye(2), np.array([10, 1000]), 5)
    np.testing.assert_array_equal(got, np.eye(2))


def test_a_width_of_0_changes_nothing():
    np.testing.assert_array_equal(smooth(rows(9), np.arange(9), 0), rows(9))


@pytest.mark.parametrize("width", WIDTHS)
def test_short_videos(width):
    assert smooth(rows(1), np.array([7], "int32"), width).shape == (1, 4)
    assert smooth(rows(0), np.zeros(0, "int32"), width).shape == (0, 4)
