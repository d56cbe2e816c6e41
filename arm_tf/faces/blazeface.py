"""The face detector's network: BlazeFace, full range.

Its input has 192 x 192 pixels: a picture shrunk to fit (area averaging),
centred on black, and scaled to [-1, 1]. Its output has a row for each of 48 x
48 cells of 4 pixels: a score, before the sigmoid, and 16 numbers in pixels: the
box's centre x and y relative to the middle of the cell, width, height, then x
and y, relative to it as well, of right eye (the person's; left in the picture),
left eye, nose, mouth, right and left ear.

Detections with a score of at least 0.5 are kept. Those that overlap the best
one by more than 0.3 (intersection over union) are averaged with it, weighted by
their scores.

Reference:
    Bazarevsky et al., 2019, https://arxiv.org/abs/1907.05047. The network is
    MediaPipe's (Apache-2.0); `tools/fetch_detector.py` downloads its file.
"""

import hashlib
import pathlib

import cv2
import numpy as np

from arm_tf.errors import InputError
from arm_tf.faces import litert

FILE = pathlib.Path(__file__).with_name("face_detection_full_range.tflite")
SHA256 = "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3"
SIDE = 192  # pixels of the network's input
CELLS = 48  # a side
LEAST_SCORE = 0.5
SAME = 0.3  # intersection over union, above which two boxes are one face
SCORE = 16  # column of a detection: after centre, size and six points
X, Y = [0, *range(4, SCORE, 2)], [1, *range(5, SCORE, 2)]  # coordinate columns


class BlazeFace:
    """The network. Not thread-safe: create one per thread.

    Args:
        threads: int. Threads for LiteRT.

    Raises:
        InputError: its file is missing or damaged.
    """

    def __init__(self, threads: int = 1):
        self._interpreter = _interpreter(threads)
        self._input = self._interpreter.get_input_details()[0]["index"]
        ends = self._interpreter.get_output_details()
        self._numbers, self._scores = (end["index"] for end in ends)

    def __call__(
        self, image: np.ndarray, region: tuple, least: float = LEAST_SCORE
    ) -> np.ndarray:
        """Returns the detections in a region of a picture.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
            region: left, top, right, bottom in whole pixels; black where it
                leaves the picture.
            least: lowest score that is kept.

        Returns:
            float64 `(detections, 17)`: centre, size and points in pixels of
            the picture, and the score; several per face, see `suppress`.
        """
        seen, scale, corner = letterbox(image, region)
        self._interpreter.set_tensor(self._input, seen[None])
        self._interpreter.invoke()
        rows = decode(
            self._interpreter.get_tensor(self._numbers)[0],
            self._interpreter.get_tensor(self._scores)[0, :, 0],
            least,
        )
        rows[:, :SCORE] /= scale
        rows[:, X] += corner[0]
        rows[:, Y] += corner[1]
        return rows


def _interpreter(threads):
    try:
        content = FILE.read_bytes()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise InputError(
            f"Expected the face detector's network in {FILE}. Received: "
            f"{'another file' if content else 'no such file'}. In a checkout, "
            "run `python tools/fetch_detector.py`; otherwise install the "
            "package again."
        )
    return litert.interpreter(content, threads)


def letterbox(image, region):
    """Returns the network's input, and its scale and position.

    Args:
        image: uint8 `(height, width, 3)`, RGB.
        region: left, top, right, bottom in whole pixels.

    Returns:
        float32 `(192, 192, 3)` in [-1, 1]; the factor by which the picture was
        enlarged; and the `(x, y)` of the square's corner in the picture.
    """
    height, width = image.shape[:2]
    left, top, right, bottom = region
    inside = image[max(0, top) : bottom, max(0, left) : right]
    edges = [max(0, v) for v in (-top, bottom - height, -left, right - width)]
    if any(edges):
        inside = cv2.copyMakeBorder(inside, *edges, cv2.BORDER_CONSTANT)
    longest = max(inside.shape[:2])
    high, wide = (
        max(1, round(SIDE * side / longest)) for side in inside.shape[:2]
    )
    small = shrink(inside, wide, high)
    x, y = (SIDE - wide) // 2, (SIDE - high) // 2
    canvas = np.full((SIDE, SIDE, 3), -1, "float32")
    canvas[y : y + high, x : x + wide] = small * np.float32(1 / 127.5) - 1
    scale = SIDE / longest
    return canvas, scale, (left - x / scale, top - y / scale)


def shrink(image, width, height):
    """Returns the picture resized; area averaging when it shrinks."""
    # Halving is ten times as fast as averaging uneven areas.
    while min(image.shape[1] / width, image.shape[0] / height) >= 3:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        image = cv2.resize(image, half, interpolation=cv2.INTER_AREA)
    larger = width > image.shape[1] or height > image.shape[0]
    way = cv2.INTER_LINEAR if larger else cv2.INTER_AREA
    return cv2.resize(image, (width, height), interpolation=way)


def decode(numbers, scores, least=LEAST_SCORE):
    """Returns the network's detections with a score of `least` or more.

    Args:
        numbers: float32 `(2304, 16)`, its first output.
        scores: float32 `(2304,)`, its second, before the sigmoid.
        least: float. Lowest score that is kept.

    Returns:
        float64 `(detections, 17)`, in pixels of the 192, with the score.
    """
    scores = 1 / (1 + np.exp(-scores.astype("float64").clip(-80, 80)))
    kept = np.flatnonzero(scores >= least)
    rows = np.concatenate([numbers[kept], scores[kept, None]], axis=1)
    rows = rows.astype("float64")
    row, column = np.divmod(kept, CELLS)
    cell = SIDE / CELLS
    rows[:, X] += ((column + 0.5) * cell)[:, None]
    rows[:, Y] += ((row + 0.5) * cell)[:, None]
    return rows[(rows[:, 2:4] > 0).all(axis=1)]


def suppress(rows, average=True):
    """Returns one detection per face: the best, averaged with overlapping ones.

    Args:
        rows: float64 `(detections, 17)`.
        average: bool. Whether to average the others in, or to drop them.
    """
    rows = rows[np.argsort(-rows[:, SCORE], kind="stable")]
    kept = []
    while len(rows):
        same = overlaps(rows[0], rows) > SAME
        same[0] = True
        group = rows[same] if average else rows[:1]
        face = np.average(group, axis=0, weights=group[:, SCORE])
        face[SCORE] = rows[0, SCORE]
        kept.append(face)
        rows = rows[~same]
    return np.array(kept).reshape(-1, 17)


def overlaps(row, rows):
    """Returns `(detections,)`: intersection over union of a box with others."""
    centre, size = rows[:, :2], rows[:, 2:4]
    low = np.maximum(row[:2] - row[2:4] / 2, centre - size / 2)
    high = np.minimum(row[:2] + row[2:4] / 2, centre + size / 2)
    common = np.maximum(0, high - low).prod(axis=1)
    return common / (row[2:4].prod() + size.prod(axis=1) - common)
