import keras
import numpy as np
import pytest
from keras import ops

from arm_tf.layers.augment import (
    FlipOrNoise,
    RandomAffine,
    RandomErasing,
    RandomLight,
    RandomResolution,
)
from arm_tf.training.augmentation import recipe

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(0, 255, (64, 12, 10, 3)).astype("float32")


def generator(seed=0):
    return keras.random.SeedGenerator(seed)


def augmented(layer, images=IMAGES):
    return ops.convert_to_numpy(layer(images, training=True))


LAYERS = [
    lambda g: RandomAffine(g, shift=0.2, scale=0.2, rotation=20),
    lambda g: RandomLight(g),
    lambda g: RandomResolution(g, probability=1.0),
    lambda g: FlipOrNoise(g),
    lambda g: RandomErasing(g, (1, 2, 3)),
]


@pytest.mark.parametrize("make", LAYERS)
def test_only_training_changes_faces(make):
    layer = make(generator())
    np.testing.assert_array_equal(layer(IMAGES), IMAGES)
    changed = augmented(layer)
    assert changed.shape == IMAGES.shape and changed.dtype == "float32"
    assert not np.array_equal(changed, IMAGES)
    assert changed.min() >= 0 and changed.max() <= 255


@pytest.mark.parametrize("make", LAYERS)
def test_same_seed_same_faces(make):
    first, second = augmented(make(generator(1))), augmented(make(generator(1)))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, augmented(make(generator(2))))


def test_affine_without_movement_mirrors_half_of_the_faces():
    images = np.repeat(IMAGES, 8, axis=0)
    got = augmented(RandomAffine(generator()), images)
    mirrored = np.abs(got - images[:, :, ::-1]).max(axis=(1, 2, 3)) < 1e-2
    same = np.abs(got - images).max(axis=(1, 2, 3)) < 1e-2
    assert (mirrored ^ same).all()
    assert 0.4 < mirrored.mean() < 0.6


def ramps(side):
    """Returns float32 images whose value is the column."""
    column = np.arange(side, dtype="float32")[:, None]
    return np.broadcast_to(column, (64, side, side, 3))


def test_affine_shifts_by_at_most_its_share_and_mirrors_the_border():
    layer = RandomAffine(generator(), flip=0.0, shift=0.25)
    got = augmented(layer, ramps(20))
    middle = got[:, 10, 10, 0] - 10  # a shift moves the ramp's value
    assert np.abs(middle).max() <= 5.01
    assert np.abs(middle).max() > 4 and middle.min() < -3 < 3 < middle.max()
    assert got.min() >= 0 and got.max() <= 19


def test_affine_turns_around_the_centre():
    images = np.zeros((256, 21, 21, 3), "float32")
    images[:, 10, 15] = 255  # five pixels right of the centre
    layer = RandomAffine(generator(), flip=0.0, rotation=90)
    got = augmented(layer, images)[..., 0]
    rows, columns = np.mgrid[:21, :21] - 10
    mass = got.sum(axis=(1, 2))
    down = (got * rows).sum(axis=(1, 2)) / mass
    right = (got * columns).sum(axis=(1, 2)) / mass
    np.testing.assert_allclose(np.hypot(down, right), 5, atol=0.5)
    angle = np.degrees(np.arctan2(down, right))
    assert angle.max() > 75 and angle.min() < -75


def test_affine_scales_by_at_most_its_share():
    layer = RandomAffine(generator(), flip=0.0, scale=0.2)
    got = augmented(layer, ramps(21))
    slope = got[:, 10, 11, 0] - got[:, 10, 10, 0]
    assert 0.799 <= slope.min() < 0.85 and 1.15 < slope.max() <= 1.201


def test_light_keeps_shapes_and_moves_the_mean():
    images = np.full((64, 4, 4, 3), 128.0, "float32")
    got = augmented(RandomLight(generator(), 0.3, 20.0), images)
    assert np.abs(got - 128).max() <= 20.01
    assert np.ptp(got.mean(axis=(1, 2, 3))) > 20


def test_resolution_takes_detail_away_but_not_the_mean():
    checks = np.indices((16, 16)).sum(0) % 2 * 255.0
    images = np.broadcast_to(checks[None, :, :, None], (64, 16, 16, 3))
    layer = RandomResolution(generator(), probability=1.0)
    got = augmented(layer, images.astype("float32"))
    contrast = got.std(axis=(1, 2, 3)) / images.std()
    assert contrast.min() < 0.3 and contrast.max() <= 1.001
    np.testing.assert_allclose(got.mean(axis=(1, 2, 3)), 127.5, atol=1)


def test_resolution_does_not_depend_on_the_image_size():
    """Half of 112 pixels would show all that a face of 48 pixels has."""
    for size in (48, 112):
        assert _least_contrast(size, side=12, waves=15) < 0.25
        assert _least_contrast(size, side=24, waves=4) > 0.6


def _least_contrast(size, side, waves):
    """Returns what the layer leaves of so many waves in a face, at least."""
    wave = np.sin(np.arange(size) * 2 * np.pi * waves / size)
    images = np.broadcast_to(
        127.5 + 100 * wave[None, None, :, None], (64, size, size, 3)
    ).astype("float32")
    layer = RandomResolution(generator(), side=side, probability=1.0)
    return augmented(layer, images).std(axis=(1, 2, 3)).min() / images.std()


def test_flip_or_noise_never_does_both():
    images = np.repeat(IMAGES, 8, axis=0)
    got = augmented(FlipOrNoise(generator()), images)
    mirrored = (got == images[:, :, ::-1]).all(axis=(1, 2, 3))
    noisy = ~(mirrored | (got == images).all(axis=(1, 2, 3)))
    assert 0.18 < np.mean(mirrored) < 0.32
    assert 0.18 < noisy.mean() < 0.32
    noise = (got - images)[noisy]
    # Clipping at 0 and 255 takes a little of the variance of 30 away.
    assert 25 < noise.var() < 31


def test_erasing_paints_one_rectangle_of_the_stated_size():
    images = np.full((512, 40, 40, 3), 200.0, "float32")
    layer = RandomErasing(
        generator(), (1, 2, 3), area=(0.05, 0.1), ratio=(0.5, 2.0)
    )
    got = augmented(layer, images)
    erased = got[..., 0] == 1
    hit = erased.any(axis=(1, 2))
    assert 0.42 < hit.mean() < 0.58
    share = erased[hit].mean(axis=(1, 2))
    # Whole pixels: a side is off by at most one.
    assert share.min() > 0.035 and share.max() < 0.125
    for mask in erased[hit]:
        rows, columns = mask.any(axis=1).sum(), mask.any(axis=0).sum()
        assert mask.sum() == rows * columns
    assert (got[erased] == [1, 2, 3]).all()


@pytest.mark.parametrize(
    "name, layers", [("none", 0), ("original", 2), ("light", 1), ("strong", 5)]
)
def test_recipes(name, layers):
    assert len(recipe(name, generator(), (0, 0, 0))) == layers
