import cv2
import keras
import numpy as np
import pytest
from keras import ops

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


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("kind", ["bfloat16", "float16"])
def test_half_precision_rounds_the_result_alone(kind, grey):
    settings = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375), grey
    exact = PixelNormalization(*settings)(PIXELS)
    got = PixelNormalization(*settings, dtype=f"mixed_{kind}")(PIXELS)
    assert keras.backend.standardize_dtype(got.dtype) == kind
    expected = np.array(ops.cast(exact, kind), "float32")
    np.testing.assert_array_equal(np.array(got, "float32"), expected)
    # Computed in half precision it would be something else.
    mean, deviation = (ops.cast(x, kind) for x in settings[:2])
    rounded = (ops.cast(PIXELS, kind) - mean) / deviation
    assert grey or (np.array(rounded, "float32") != expected).any()


def test_logits_are_divided_by_the_temperature():
    layer = CalibratedLogits(["a", "b"])
    x = np.array([[2.0, -4.0]], "float32")
    np.testing.assert_array_equal(layer(x), x)
    layer.temperature.assign(2.0)
    np.testing.assert_array_equal(layer(x), x / 2)
    assert not layer.trainable_weights


def test_labels_and_logits_must_match():
    with pytest.raises(ValueError, match=r"2 logits.*a, b.*\(1, 3\)"):
        CalibratedLogits(["a", "b"])(np.ones((1, 3), "float32"))
