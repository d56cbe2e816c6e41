"""Images for the tests of the readers: noise, no two alike."""

import cv2
import numpy as np
import pytest


@pytest.fixture
def write_image():
    """A function that writes a picture of noise and returns its RGB pixels."""
    rng = np.random.default_rng(0)

    def write(path, height=8, width=8):
        pixels = rng.integers(0, 256, (height, width, 3), dtype="uint8")
        path.parent.mkdir(parents=True, exist_ok=True)
        assert cv2.imwrite(str(path), pixels[..., ::-1])
        return pixels

    return write


@pytest.fixture
def write_classes(tmp_path, write_image):
    """A function that writes class folders: `make("train", names, count)`.

    Without a count, the first folder gets one picture, the next two, and so
    on. It returns the data folder.
    """

    def make(part, names, count=None):
        for place, name in enumerate(names):
            for number in range(count or place + 1):
                write_image(tmp_path / part / str(name) / f"{number}.png")
        return tmp_path

    return make
