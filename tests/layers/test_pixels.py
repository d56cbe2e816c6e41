import cv2
import keras
import numpy as np
import pytest

from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization

PIXELS = np.random.default_rng(0).integers(0, 256, (2, 5, 6, 3), dtype="uint8")


def test_normalization_subtracts_and_divides_by_channel():
    layer = PixelNormalization((10, 20, 30), (2, 4, 8))
    expected = (PIXELS.astype("float32") - [10, 20, 30]) / [2, 4, 8]
    np.testing.assert_allclose(layer(PIXELS), expected, rtol=1e-6)


def test_grey_is_opencvs():
    layer = PixelNormalization((0, 0, 0), (1, 1, 1), grey=True)
    got = np.array(layer(PIXELS))
    for image, grey in zip(PIXELS, got, strict=True):
        expected = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        # OpenCV rounds to whole grey levels.
        assert np.abs(grey - expected[..., None]).max() <= 0.51


def test_grey_pixels_stay_what_they_are():
    grey = np.repeat(PIXELS[..., :1], 3, axis=-1)
    layer = PixelNormalization((0, 0, 0), (1, 1, 1), grey=True)
    np.testing.assert_allclose(layer(grey), grey, atol=1e-3)


def test_bfloat16_keeps_all_grey_levels_apart_until_normalised():
    layer = PixelNormalization([128] * 3, [64] * 3, dtype="mixed_bfloat16")
    levels = np.arange(256, dtype="uint8").reshape(1, 16, 16, 1).repeat(3, -1)
    got = np.array(layer(levels), "float32")
    # bfloat16 pixels would give 193 levels.
    assert (
        len(np.unique(got)) == 256
        or np.abs(got - (levels.astype("float32") - 128) / 64).max() <= 2 / 256
    )


def test_logits_are_divided_by_the_temperature():
    layer = CalibratedLogits(["a", "b"])
    x = np.array([[2.0, -4.0]], "float32")
    np.testing.assert_array_equal(layer(x), x)
    layer.temperature.assign(2.0)
    np.testing.assert_array_equal(layer(x), x / 2)
    assert not layer.trainable_weights


def test_logits_are_float32_whatever_is_asked_for():
    layer = CalibratedLogits(["a", "b"], dtype="mixed_float16")
    result = layer(np.ones((1, 2), "float16"))
    assert keras.backend.standardize_dtype(result.dtype) == "float32"


def test_labels_and_logits_must_match():
    with pytest.raises(ValueError, match=r"2 logits.*a, b.*\(1, 3\)"):
        CalibratedLogits(["a", "b"])(np.ones((1, 3), "float32"))
