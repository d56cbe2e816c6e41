"""Detects eyes, nose and mouth of training faces, and aligns by them."""

import threading

import cv2
import numpy as np

from arm_tf.faces.alignment import STANDARD, align_face, place
from arm_tf.faces.blazeface import BlazeFace, suppress
from arm_tf.faces.crop import crop_face
from arm_tf.faces.detector import FaceDetector

SHORTEST = 96  # pixels, to which smaller faces are enlarged
# As a share of the side: by how much a face's edges are padded, so that it
# looks like the faces that the detector was trained on, at just its 192 pixels.
# (With a half, 86 % of FER2013's faces are detected, with a third 80 %.) Below
# a score of 0.5 the points are too inaccurate: aligned by them, more faces are
# misclassified than without alignment.
EDGE = 1 / 2
AROUND = 2.0  # side of the square searched, in multiples of the box's side
LARGEST = 256  # pixels of a face that is cropped from a picture
MEASURED = 600  # faces that the medians are taken from
FEWEST = 20  # detected faces that are enough for medians
DIGITS = 3  # of the measured shares

# LiteRT's interpreters are not thread-safe, and data loading has many threads.
_local = threading.local()


def _own(kind):
    """Returns this thread's `FaceDetector` or `BlazeFace`."""
    if not hasattr(_local, kind.__name__):
        setattr(_local, kind.__name__, kind())
    return getattr(_local, kind.__name__)


def points_of(face: np.ndarray) -> np.ndarray | None:
    """Returns the points in a picture of one face, or None.

    Args:
        face: uint8 `(height, width, 3)`, RGB, or `(height, width, 1)`, grey: a
            cropped training face.

    Returns:
        float64 `(4, 2)` in pixels of the picture: right eye, left eye, nose and
        mouth of the face with the highest score.
    """
    height, width, channels = face.shape
    face = face.repeat(3 // channels, axis=2)
    zoom = max(1.0, SHORTEST / min(height, width))
    large = cv2.resize(face, None, fx=zoom, fy=zoom)
    edge = round(EDGE * max(large.shape[:2]))
    large = cv2.copyMakeBorder(
        large, edge, edge, edge, edge, cv2.BORDER_REPLICATE
    )
    height, width = large.shape[:2]
    answers = _own(BlazeFace)(large, (0, 0, width, height))
    if not len(answers):
        return None
    best = suppress(answers)[0]
    return (best[4:12].reshape(4, 2) - edge) / zoom


def points_in_box(image: np.ndarray, box: tuple) -> np.ndarray | None:
    """Returns the points of the face whose middle is in a box, or None.

    Args:
        image: uint8 `(height, width, 3)`, RGB.
        box: `(x, y, width, height)` in pixels, its centre on the picture.

    Returns:
        float64 `(4, 2)` in pixels of the picture.
    """
    x, y, width, height = map(float, box)
    half = AROUND * max(width, height) / 2
    centre = np.array([x + width / 2, y + height / 2])
    left, top = np.maximum(0, np.floor(centre - half)).astype(int)
    right, bottom = np.ceil(centre + half).astype(int)
    part = np.ascontiguousarray(image[top:bottom, left:right])
    found = [
        np.array(face.points[:4]) + (left, top)
        for face in _own(FaceDetector)(part)
    ]
    apart = [np.linalg.norm(points.mean(axis=0) - centre) for points in found]
    if not found or min(apart) > min(width, height) / 2:
        return None
    return found[np.argmin(apart)]


def cut_out(image: np.ndarray, box: tuple, margin: float) -> np.ndarray:
    """Returns a face aligned by its points, else the square around its box.

    Args:
        image: uint8 `(height, width, 3)`, RGB.
        box: `(x, y, width, height)` of the face, in pixels.
        margin: share of the box's longer side added on each side, if eyes,
            nose and mouth are not detected in it.

    Returns:
        uint8 `(side, side, 3)`, as large as it is in the picture; aligned, the
        side is at most `LARGEST`.

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
    found = tuple(map(tuple, points.tolist()))
    _, _, right, down = place(found, STANDARD, 1)
    side = min(max(1, round(float(np.hypot(right, down)))), LARGEST)
    return align_face(image, found, STANDARD, side)


def _plausible(box, width, height):
    x, y, box_width, box_height = box
    return (
        min(box_width, box_height) > 0
        and max(box_width, box_height) <= 2 * max(width, height)
        and 0 <= x + box_width / 2 <= width
        and 0 <= y + box_height / 2 <= height
    )


def measure(images, count: int = MEASURED, seed: int = 0) -> list | None:
    """Returns the median positions of faces' points, as shares of the side.

    Four medians `[x, y]`, as model.json holds them, of `count` of the faces,
    chosen by `seed`; None if too few are detected.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(images))[:count]
    shares = []
    for index in chosen:
        face = images[int(index)]
        points = points_of(face)
        if points is not None:
            shares.append(points / face.shape[1::-1])
    if len(shares) < min(FEWEST, max(1, len(chosen))):
        return None
    return np.median(shares, axis=0).round(DIGITS).tolist()
