"""Crops a face by its box, if its points are not known.

Used for files of earlier versions, whose `model.json` has no points, and for
training faces whose points are not detected. The full rule:

* the side is the box's longer side, plus the margin on both sides;
* the square has the box's centre;
* side, left and top are rounded to whole pixels, halves upwards;
* where the square leaves the picture, the picture's edge is repeated;
* the square is resized bilinearly to the model's size: pixel centres map to
  pixel centres, from the four nearest pixels.
"""

import math

import cv2
import numpy as np


def square(box: tuple, margin: float) -> tuple:
    """Returns `(left, top, side)` in whole pixels; may leave the picture.

    Args:
        box: `(x, y, width, height)` of the face, in pixels.
        margin: share of the box's longer side added on each side.
    """
    x, y, width, height = map(float, box)
    side = max(1, _round(max(width, height) * (1 + 2 * margin)))
    left = _round(x + width / 2 - side / 2)
    top = _round(y + height / 2 - side / 2)
    return left, top, side


def _round(value):
    return math.floor(value + 0.5)


def crop_face(image: np.ndarray, box: tuple, margin: float) -> np.ndarray:
    """Returns the square around an upright face, not resized.

    Args:
        image: `(height, width, channels)`.
        box: `(x, y, width, height)` of the face, its centre on the picture.
        margin: share of the box's longer side added on each side.

    Returns:
        `(side, side, channels)`.
    """
    height, width = image.shape[:2]
    left, top, side = square(box, margin)
    rows = np.arange(top, top + side).clip(0, height - 1)
    columns = np.arange(left, left + side).clip(0, width - 1)
    return image[rows[:, None], columns]


def face_pixels(
    image: np.ndarray, box: tuple, margin: float, image_size: int
) -> np.ndarray:
    """Returns a face as a classifier expects it.

    Args:
        image: uint8 `(height, width, 3)`, RGB in [0, 255].
        box: `(x, y, width, height)` of the face, its centre on the picture.
        margin: share of the box's longer side added on each side.
        image_size: side of the result in pixels.

    Returns:
        uint8 `(image_size, image_size, 3)`, RGB in [0, 255].
    """
    pixels = crop_face(image, box, margin)
    return cv2.resize(pixels, (image_size, image_size))
