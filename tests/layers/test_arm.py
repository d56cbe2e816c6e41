import keras
import numpy as np
import pytest
from keras import ops

from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.arm_parts import (
    DeAlbino,
    FeatureArrangement,
    SharingAffinity,
)


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def pixel_shuffle(x, size):
    """PyTorch's definition, index by index, on NHWC arrays."""
    n, h, w, c = x.shape
    out = np.zeros((n, h * size, w * size, c // size**2), x.dtype)
    for channel in range(c):
        plane, rest = divmod(channel, size**2)
        i, j = divmod(rest, size)
        out[:, i::size, j::size, plane] = x[..., channel]
    return out


@pytest.mark.parametrize(
    "block_size, map_shape, features",
    [
        (16, (7, 7, 512), 121),
        (4, (6, 5, 20), 9 * 7),
        (4, (3, 3, 32), 25),
        (4, (2, 2, 32), 9),
    ],
)
def test_number_of_features(block_size, map_shape, features):
    layer, maps = AmendRepresentation(block_size), random(2, *map_shape)
    assert tuple(layer(maps).shape) == (2, features)
    assert layer.compute_output_shape(maps.shape) == (2, features)
    if map_shape[-1] == 20:  # These do not divide: two planes.
        assert tuple(layer.project.kernel.shape) == (1, 1, 20, 32)


@pytest.mark.parametrize("size", [2, 4])
def test_arrangement_is_pytorchs_pixel_shuffle(size):
    x = random(2, 3, 5, 3 * size**2)
    got = ops.convert_to_numpy(FeatureArrangement(size)(x))
    np.testing.assert_array_equal(got, pixel_shuffle(x, size))


def test_arrangement_channels_must_divide():
    with pytest.raises(ValueError, match=r"multiple of 9.*\(1, 4, 4, 8\)"):
        FeatureArrangement(3)(np.zeros((1, 4, 4, 8), "float32"))


def test_de_albino_shares_one_kernel_between_planes():
    x = random(2, 20, 16, 3)
    layer = DeAlbino(8, 4)
    got = ops.convert_to_numpy(layer(x))
    kernel = ops.convert_to_numpy(layer.kernel)[:, :, 0, 0]
    assert layer.count_params() == 64
    for c in range(3):
        for a in range(got.shape[1]):
            for b in range(got.shape[2]):
                window = x[:, 4 * a : 4 * a + 8, 4 * b : 4 * b + 8, c]
                expected = (window * kernel).sum(axis=(1, 2))
                np.testing.assert_allclose(got[:, a, b, c], expected, atol=1e-5)


def test_de_albino_starts_as_pytorch_does():
    layer = DeAlbino(32, 8)
    layer.build((None, 112, 112, 2))
    kernel = ops.convert_to_numpy(layer.kernel)
    assert 0.9 / 32 < np.abs(kernel).max() <= 1 / 32
    assert abs(kernel.mean()) < 0.1 / 32


def test_de_albino_needs_planes_as_large_as_its_kernel():
    with pytest.raises(ValueError, match=r"8 pixels.*\(1, 7, 9, 1\)"):
        DeAlbino(8, 2)(np.zeros((1, 7, 9, 1), "float32"))
    with pytest.raises(ValueError, match="multiple of `strides`"):
        DeAlbino(8, 3)


def test_border_pixels_count_in_fewer_windows():
    # The paper's weights of a 7x7 map: pixels per cell, by windows over them.
    layer = DeAlbino(32, 8)
    symbol = keras.Input((112, 112, 1))
    model = keras.Model(symbol, layer(symbol))
    layer.set_weights([np.ones((32, 32, 1, 1), "float32")])
    images = np.zeros((7, 112, 112, 1), "float32")
    for cell, image in enumerate(images):
        image[cell * 16 : cell * 16 + 16, 48:64] = 1
    weights = model.predict(images, verbose=0).sum(axis=(1, 2, 3))
    weights = weights / weights[3]
    expected = [0.375, 0.875, 1, 1, 1, 0.875, 0.375]
    np.testing.assert_allclose(weights, expected, rtol=1e-6)


def test_ema_starts_with_the_first_batch_and_then_moves():
    layer = SharingAffinity("ema", momentum=0.9)
    first, second = random(8, 5, seed=1), random(8, 5, seed=2)
    got = layer(first, training=True)
    np.testing.assert_allclose(got, first + first.mean(0), atol=1e-6)
    layer(second, training=True)
    expected = 0.9 * first.mean(0) + 0.1 * second.mean(0)
    np.testing.assert_allclose(layer.generic, expected, atol=1e-6)


def test_ema_is_frozen_at_inference():
    layer = SharingAffinity("ema")
    layer(random(8, 5, seed=1), training=True)
    before = ops.convert_to_numpy(layer.generic)
    x = random(3, 5, seed=2)
    layer.alpha.assign(0.5)
    np.testing.assert_allclose(layer(x), x + 0.5 * before, atol=1e-6)
    np.testing.assert_array_equal(layer.generic, before)


def test_batch_mean_depends_on_the_neighbours():
    layer = SharingAffinity("batch")
    x = random(4, 5)
    np.testing.assert_allclose(layer(x), x + x.mean(0), atol=1e-6)
    # One face alone is its own mean: the original's served model.
    np.testing.assert_allclose(layer(x[:1]), 2 * x[:1], atol=1e-6)


def test_none_has_no_weights():
    layer = SharingAffinity("none")
    x = random(4, 5)
    np.testing.assert_array_equal(layer(x, training=True), x)
    assert not layer.weights


def test_unknown_affinity():
    with pytest.raises(ValueError, match="ema, batch, none.*'mean'"):
        SharingAffinity("mean")


def test_odd_blocks_are_refused():
    with pytest.raises(ValueError, match="even.*block_size=3"):
        AmendRepresentation(3)


def test_module_has_the_papers_parameters():
    layer = AmendRepresentation()
    layer.build((None, 7, 7, 512))
    trainable = sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
    assert trainable == 32 * 32 + 2 * 2 + 1  # kernel, BatchNorm, alpha


@pytest.mark.parametrize("affinity", ["batch", "none"])
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_other_settings_are_kept_and_work_in_half_precision(affinity, policy):
    layer = AmendRepresentation(4, affinity, planes=3, dtype=policy)
    result = layer(random(2, 6, 5, 20))
    assert keras.backend.standardize_dtype(result.dtype) == policy[6:]
    assert np.isfinite(ops.convert_to_numpy(result)).all()
    config = layer.get_config()
    kept = config["block_size"], config["affinity"], config["planes"]
    assert kept == (4, affinity, 3)
    assert type(layer).from_config(config).get_config() == config


def test_a_block_has_at_least_one_pixel():
    with pytest.raises(ValueError, match="1 or more. Received: block_size=0"):
        FeatureArrangement(block_size=0)
