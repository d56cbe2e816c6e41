"""Detects faces, their eyes, nose and mouth.

The network (`blazeface.py`) runs on the whole picture, shrunk to 192 pixels. A
face that covers few of these pixels is too coarse for accurate points, and
other things look like it. So the network runs once more on a square around
each candidate, four times as wide as the face:

* a face of fewer than 24 of the 192 pixels must score 0.5 there as well;
* a candidate with a score of 0.2 to 0.5 becomes a face if it scores 0.6 there.

The second detection replaces the first. Of 400 drawn faces of 28 to 120 pixels
in 640 x 480, the first run detects 49 % and both 74 %; of the 300 candidates of
0.2 and more in 200 scenes without a face, none reaches 0.6.

A face of fewer than about 6 of the 192 pixels is not detected at all. `tiles`
detects these in large pictures, in overlapping squares, at the cost of one run
per square.
"""

import dataclasses
import itertools
import math

import numpy as np

from arm_tf.faces.blazeface import (
    LEAST_SCORE,
    SAME,
    SCORE,
    SIDE,
    BlazeFace,
    overlaps,
    suppress,
)

POINTS = (
    "right_eye",  # the person's: left in the picture
    "left_eye",
    "nose",
    "mouth",
    "right_ear",
    "left_ear",
)
DOUBTFUL = 0.2  # lowest score of a candidate
MOST_DOUBTFUL = 64  # candidates per picture or tile
CONVINCING = 0.6  # score in the second run that makes a candidate a face
COARSE = 24  # of the 192 pixels: smaller faces get a second run
AROUND = 4.0  # side of the second run's square, in multiples of the box's side
TILE = 480  # pixels of the picture; detects faces from about 20 pixels
SHARED = 0.25  # share of a tile that overlaps the next one


@dataclasses.dataclass(frozen=True)
class Detection:
    """A detected face; pixels are counted from the picture's upper left.

    Attributes:
        box: `(x, y, width, height)` in whole pixels, its centre on the
            picture.
        points: tuple of `(x, y)`, as `POINTS` names them; pixel 0 reaches
            from 0.0 to 1.0. They may lie outside of the picture.
        score: float in [0.5, 1]. The detector's score.
    """

    box: tuple
    points: tuple
    score: float


class FaceDetector:
    """Detects the faces in a picture. Not thread-safe: create one per thread.

    Args:
        threads: int. Threads that LiteRT computes with.
        tiles: bool. Whether to detect small faces in large pictures too.

    Raises:
        InputError: the network's file is missing or damaged.
    """

    def __init__(self, threads: int = 1, tiles: bool = False):
        self.tiles = tiles
        self._look = BlazeFace(threads)

    def __call__(self, image: np.ndarray) -> list[Detection]:
        """Returns the faces, from left to right.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        height, width = image.shape[:2]
        side = max(height, width)
        seen = [self._part(image, (0, 0, width, height), side)]
        for tile in tiles(width, height) if self.tiles else []:
            rows = self._part(image, tile, TILE)
            # Larger ones were already detected in the whole picture.
            seen.append(rows[rows[:, 2:4].max(axis=1) < COARSE * side / SIDE])
        rows = suppress(np.concatenate(seen), average=False)
        centred = (rows[:, :2] >= 0) & (rows[:, :2] <= (width, height))
        found = [_found(row) for row in rows[centred.all(axis=1)]]
        return sorted(found, key=lambda face: face.box)

    def _part(self, image, region, side):
        """Returns the detections in a region; `side` is its longer side."""
        rows = self._look(image, region, DOUBTFUL)
        clear = rows[:, SCORE] >= LEAST_SCORE
        coarse = COARSE * side / SIDE
        found = [
            row
            if max(row[2:4]) >= coarse
            else self._closer(image, row, LEAST_SCORE)
            for row in suppress(rows[clear])
        ]
        for row in suppress(rows[~clear])[:MOST_DOUBTFUL]:
            known = [face for face in found if face is not None]
            if (overlaps(row, _rows(known)) <= SAME).all():
                found.append(self._closer(image, row, CONVINCING))
        return _rows([face for face in found if face is not None])

    def _closer(self, image, row, least):
        """Returns the second run's detection of a candidate, or None."""
        half = AROUND * max(row[2:4]) / 2
        left, top = np.floor(row[:2] - half).astype(int).tolist()
        right, bottom = np.ceil(row[:2] + half).astype(int).tolist()
        again = suppress(self._look(image, (left, top, right, bottom)))
        again = again[overlaps(row, again) > SAME]
        return again[0] if len(again) and again[0, SCORE] >= least else None


def _rows(answers):
    return np.array(answers).reshape(-1, SCORE + 1)


def tiles(width: int, height: int) -> list[tuple]:
    """Returns overlapping squares that cover a picture, if it is large.

    Each is left, top, right, bottom in pixels.
    """
    if max(width, height) <= 1.25 * TILE:
        return []
    columns, rows = _starts(width), _starts(height)
    return [
        (x, y, min(x + TILE, width), min(y + TILE, height))
        for y, x in itertools.product(rows, columns)
    ]


def _starts(side):
    number = max(1, math.ceil((side / TILE - SHARED) / (1 - SHARED)))
    last = max(0, side - TILE)
    return [round(start) for start in np.linspace(0, last, number)]


def _found(row):
    x, y, width, height = row[:4].tolist()
    points = tuple(map(tuple, row[4:SCORE].reshape(-1, 2).tolist()))
    corner = round(x - width / 2), round(y - height / 2)
    box = (*corner, max(1, round(width)), max(1, round(height)))
    return Detection(box, points, float(row[SCORE]))
