import base64
import hashlib
import json

import cv2
import numpy as np

from arm_tf.faces import crop


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
        pixels = crop.face_pixels(image, tuple(box), margin, size)
        assert np.array_equal(pixels, expected)
        # OpenCV counts in 2048ths, and then rounds: a platform that follows
        # the rule in floats is off by one at most.
        assert np.abs(linear(cut, size) - expected).max() <= 1
