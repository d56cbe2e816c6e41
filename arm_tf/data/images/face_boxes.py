"""Faces cut out of pictures by their boxes, as the demos cut them."""

from arm_tf.reading.crop import crop_face


def cut_out(image, box, margin):
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
    return crop_face(image, box, margin)


def _plausible(box, width, height):
    x, y, box_width, box_height = box
    return (
        min(box_width, box_height) > 0
        and max(box_width, box_height) <= 2 * max(width, height)
        and 0 <= x + box_width / 2 <= width
        and 0 <= y + box_height / 2 <= height
    )
