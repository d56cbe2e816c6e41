import base64
import hashlib
import json

import cv2
import numpy as np
import pytest

from arm_tf.reading import crop
from arm_tf.reading import crop as training
from arm_tf.reading.faces import Face

PICTURE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), "uint8")


def test_cuts_the_pixels_that_training_cuts():
    rng = np.random.default_rng(1)
    for _ in range(500):
        centre = rng.uniform((0, 0), (60, 40))
        size = rng.uniform(0.2, 70, 2)
        if rng.random() < 0.5:  # Boxes of detectors are whole.
            centre, size = centre.round(), 1 + size.round()
        box = (*(centre - size / 2), *size)
        margin = rng.choice([0, 0.1, 0.25, 0.5])
        assert crop.square(box, margin) == training.square(box, margin)
        assert np.array_equal(
            crop.crop_face(PICTURE, box, margin),
            training.crop_face(PICTURE, box, margin),
        )


def linear(image, size):
    """Bilinear resizing as crop.py states it, in floats."""
    side = image.shape[0]
    places = ((np.arange(size) + 0.5) * side / size - 0.5).clip(0, side - 1)
    low = np.floor(places).astype(int)
    high = np.minimum(low + 1, side - 1)
    part = places - low
    rows = image[low] * (1 - part)[:, None, None] + (
        image[high] * part[:, None, None]
    )
    return rows[:, low] * (1 - part)[:, None] + rows[:, high] * part[:, None]


def test_golden_crops(golden):
    cases = json.loads((golden / "crops.json").read_text())
    image = cv2.imread(str(golden / cases["picture"]))[..., ::-1]
    size = cases["image_size"]
    for case in cases["crops"]:
        box, margin = case["box"], case["margin"]
        assert list(crop.square(box, margin)) == case["square"]
        cut = np.ascontiguousarray(crop.crop_face(image, box, margin))
        digest = hashlib.sha256(cut.tobytes()).hexdigest()
        assert digest == case["cut_sha256"]
        expected = np.frombuffer(base64.b64decode(case["resized"]), "uint8")
        expected = expected.reshape(size, size, 3)
        pixels = crop.face_pixels(image, Face(tuple(box)), margin, size)
        assert np.array_equal(pixels, expected)
        # OpenCV counts in 2048ths, and then rounds: a platform that follows
        # the rule in floats is off by one at most.
        assert np.abs(linear(cut, size) - expected).max() <= 1


@pytest.mark.parametrize("roll", [-30.0, 12.0, 25.0])
def test_a_tilted_face_is_turned_upright(roll):
    upright = cv2.GaussianBlur(
        cv2.resize(PICTURE, (240, 240), interpolation=cv2.INTER_CUBIC), None, 4
    )
    # The picture turned clockwise about the middle of the box.
    turn = cv2.getRotationMatrix2D((119.5, 119.5), -roll, 1)
    tilted = cv2.warpAffine(upright, turn, (240, 240))
    box = (80, 80, 80, 80)
    straight = crop.crop_face(upright, box, 0.1)
    level = crop.crop_tilted(tilted, box, 0.1, roll)
    assert level.shape == straight.shape
    difference = np.abs(level.astype(int) - straight)
    assert difference.mean() < 3  # Two interpolations of a smooth picture.
    unturned = crop.crop_face(tilted, box, 0.1).astype(int)
    assert np.abs(unturned - straight).mean() > 3 * difference.mean()


def test_without_tilt_both_ways_cut_alike():
    box = (11, 9, 17, 15)
    assert np.array_equal(
        crop.crop_tilted(PICTURE, box, 0.2, 0.0),
        crop.crop_face(PICTURE, box, 0.2),
    )
