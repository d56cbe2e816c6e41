"""The shapes a face is drawn from: polygons and lines.

Coordinates: half a head's height is 1, x points right, y down, and 0 is the
middle of the face.
"""

from typing import NamedTuple

import numpy as np

Colour = tuple | np.ndarray  # RGB in [0, 255]; of a shadow one number
ACROSS = np.linspace(-1, 1, 13)  # from a feature's left end to its right end
HUMP = 1 - ACROSS**2  # 1 in the middle, 0 at both ends
ROUND = np.sqrt(HUMP)
SIDES = (-1, 1)  # the picture's left and right
_ANGLE = np.linspace(0, 2 * np.pi, 40, endpoint=False)
CIRCLE = np.stack([np.cos(_ANGLE), np.sin(_ANGLE)], axis=1)
SMALL_X, SMALL_Y = np.ascontiguousarray(CIRCLE[::3].T)


class Shape(NamedTuple):
    """A polygon, or an open line if it has a `width`."""

    points: np.ndarray  # float `(points, 2)`, x and y
    colour: Colour
    width: float = 0.0  # of the line; 0 fills the polygon


def line(x: np.ndarray, y: np.ndarray, colour: Colour, width: float) -> Shape:
    """Returns the line `y` of `x`, `width` thick."""
    points = np.empty((len(x), 2))
    points[:, 0] = x
    points[:, 1] = y
    return Shape(points, colour, width)


def band(
    x: np.ndarray, upper: np.ndarray, lower: np.ndarray, colour: Colour
) -> Shape:
    """Returns the filled area between two lines over the same `x`."""
    points = np.empty((2 * len(x), 2))
    points[: len(x), 0], points[len(x) :, 0] = x, x[::-1]
    points[: len(x), 1], points[len(x) :, 1] = upper, lower[::-1]
    return Shape(points, colour)


def blob(
    x: float, y: float, width: float, height: float, colour: Colour
) -> Shape:
    """Returns a small filled ellipse; `width` and `height` are radii."""
    return line(x + width * SMALL_X, y + height * SMALL_Y, colour, 0.0)
