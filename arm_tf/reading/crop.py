"""The one face crop: a square around a face box, with a margin.

Training faces, desktop, phone and browser cut alike, or a model that is good
in the tests is bad in the hand. The rule in full:

* the side is the box's longer side, plus the margin on both sides;
* the square has the box's centre;
* side, left and top are rounded to whole pixels, halves upwards;
* where the square leaves the picture, the picture's edge is repeated;
* the square is resized bilinearly to the model's size: pixel centres map to
  pixel centres, and no other pixel than the four nearest counts.

Training data that is cut out of pictures is cut by this module as well.
"""

import math

import cv2
import numpy as np


def square(box, margin):
    """Returns `(left, top, side)` in whole pixels; may leave the picture.

    Args:
        box: `(x, y, width, height)` of the face, in pixels.
        margin: float. Share of the box's longer side added on each side.
    """
    x, y, width, height = map(float, box)
    side = max(1, _round(max(width, height) * (1 + 2 * margin)))
    left = _round(x + width / 2 - side / 2)
    top = _round(y + height / 2 - side / 2)
    return left, top, side


def _round(value):
    return math.floor(value + 0.5)


def crop_face(image, box, margin):
    """Returns the square around an upright face, not resized.

    Args:
        image: `(height, width, channels)`.
        box: `(x, y, width, height)` of the face, its centre on the picture.
        margin: float. Share of the box's longer side added on each side.

    Returns:
        `(side, side, channels)`.
    """
    height, width = image.shape[:2]
    left, top, side = square(box, margin)
    rows = np.arange(top, top + side).clip(0, height - 1)
    columns = np.arange(left, left + side).clip(0, width - 1)
    return image[rows[:, None], columns]


def crop_tilted(image, box, margin, roll):
    """Returns the square around a tilted face, turned upright.

    Args:
        image: uint8 `(height, width, 3)`.
        box: `(x, y, width, height)` of the face, its centre on the picture.
        margin: float. Share of the box's longer side added on each side.
        roll: float. Degrees by which the head is tilted clockwise.

    Returns:
        uint8 `(side, side, 3)`.
    """
    left, top, side = square(box, margin)
    middle = (side - 1) / 2
    turn = cv2.getRotationMatrix2D((left + middle, top + middle), roll, 1)
    turn[:, 2] -= left, top
    return cv2.warpAffine(
        image, turn, (side, side), borderMode=cv2.BORDER_REPLICATE
    )


def face_pixels(image, face, margin, image_size):
    """Returns a face as a classifier takes it.

    Args:
        image: uint8 `(height, width, 3)`, RGB in [0, 255].
        face: `faces.Face`.
        margin: float. Share of the box's longer side added on each side.
        image_size: int. Side of the result in pixels.

    Returns:
        uint8 `(image_size, image_size, 3)`, RGB in [0, 255].
    """
    if face.roll:
        pixels = crop_tilted(image, face.box, margin, face.roll)
    else:
        pixels = crop_face(image, face.box, margin)
    return cv2.resize(pixels, (image_size, image_size))
