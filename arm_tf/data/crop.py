"""The one face crop: a square around a face box, with a margin.

Training data, desktop demo and phone must cut faces alike, or a model that is
good in the tests is bad in the hand. So the rule can be written down in full:

* the side is the box's longer side, plus the margin on both sides;
* the square has the box's centre;
* side, left and top are rounded to whole pixels, halves upwards;
* where the square leaves the picture, the picture's edge is repeated.
"""

import math

import numpy as np


def square(box, margin):
    """Returns `(left, top, side)` in whole pixels; may leave the picture.

    Args:
        box: `(x, y, width, height)` of the face, in pixels.
        margin: float. Share of the box's longer side added on each side.
    """
    x, y, width, height = (float(value) for value in box)
    side = max(1, math.floor(max(width, height) * (1 + 2 * margin) + 0.5))
    left = math.floor(x + width / 2 - side / 2 + 0.5)
    top = math.floor(y + height / 2 - side / 2 + 0.5)
    return left, top, side


def crop_face(image, box, margin):
    """Returns the square around a face.

    Args:
        image: `(height, width, channels)`.
        box: `(x, y, width, height)` of the face, in pixels.
        margin: float. Share of the box's longer side added on each side.

    Returns:
        `(side, side, channels)`.

    Raises:
        ValueError: the box is empty, centred outside of the picture, or so
            large that it cannot be a face in it.
    """
    height, width = image.shape[:2]
    if not _plausible(box, width, height):
        raise ValueError(
            "Expected a face box on the picture. Received: x, y, width, "
            f"height = {', '.join(map(str, box))} on {width}x{height} pixels"
        )
    left, top, side = square(box, margin)
    rows = np.clip(np.arange(top, top + side), 0, height - 1)
    columns = np.clip(np.arange(left, left + side), 0, width - 1)
    return image[rows[:, None], columns]


def _plausible(box, width, height):
    x, y, box_width, box_height = box
    return (
        min(box_width, box_height) > 0
        and max(box_width, box_height) <= 2 * max(width, height)
        and 0 <= x + box_width / 2 <= width
        and 0 <= y + box_height / 2 <= height
    )
