"""Faces aligned or cropped from pictures with face boxes, as in the demos."""

import numpy as np

from arm_tf.data.images.face_points import cut_to_standard, points_in_box
from arm_tf.faces.crop import crop_face


def cut_out(image: np.ndarray, box: tuple, margin: float) -> np.ndarray:
    """Returns a face aligned by its points, else the square around its box.

    Args:
        image: uint8 `(height, width, 3)`, RGB.
        box: `(x, y, width, height)` of the face, in pixels.
        margin: share of the box's longer side added on each side, if eyes,
            nose and mouth are not detected in it.

    Returns:
        uint8 `(side, side, 3)`.

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
    points = points_in_box(image, box)
    if points is None:
        return crop_face(image, box, margin)
    return cut_to_standard(image, points)


def _plausible(box, width, height):
    x, y, box_width, box_height = box
    return (
        min(box_width, box_height) > 0
        and max(box_width, box_height) <= 2 * max(width, height)
        and 0 <= x + box_width / 2 <= width
        and 0 <= y + box_height / 2 <= height
    )
