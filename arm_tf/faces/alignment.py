"""Face alignment: moves eyes, nose and mouth to where training faces have them.

Training, desktop, phone and browser must align in the same way, or a model does
worse in use than in tests. This is the full rule. Every platform follows it
step by step, in 64-bit floats and then in integers, and gets the same bytes.

Coordinates are continuous: a picture's pixel 0 reaches from 0.0 to 1.0. `p` are
the four detected points (right eye, left eye, nose, mouth) as x and y in
pixels, `q` the model's as shares of the side; `size` is the side of the result.

1.  Means: `mp = (p0 + p1 + p2 + p3) / 4`, added in this order; `mq` likewise.
    From here on the means are subtracted from `p` and `q`.
2.  Sums over the four points, in their order, from 0.0:
    `a += px * qx + py * qy`, `b += px * qy - py * qx`,
    `d += px * px + py * py`. `n = a * a + b * b`. If `n` or `d` is 0, there is
    no aligned face.
3.  One side of the aligned face, in the picture: `right = a * d / n` to the
    right and `down = -b * d / n` downwards. This is the inverse of the
    similarity (rotation, scale, shift; no shear, no mirroring) from the picture
    to the aligned face with the least squared error in the aligned face. (The
    least error in the picture would make profiles, whose eyes are close to each
    other, far too large.)
4.  The middle of the first pixel: `u = 0.5 / size - mqx`,
    `v = 0.5 / size - mqy`, `x = mpx + u * right - v * down`,
    `y = mpy + u * down + v * right`.
5.  Halvings: `k = 0`, `s = right * right + down * down`; while
    `s >= 4 * size * size`: `s = s / 4`, `k = k + 1`. `f = 2 ** k`.
6.  The picture is halved `k` times: each pixel is `(sum of 2 x 2 + 2) >> 2`,
    counted from the upper left; where width or height is odd, the last column
    or row counts twice.
7.  In units of 1 / 65536 of a pixel of the halved picture, rounded by
    `floor(value * 65536 + 0.5)`: `X0` of `x / f - 0.5`, `Y0` of `y / f - 0.5`,
    `DX` of `right / size / f`, `DY` of `down / size / f`.
8.  Pixel `(column i, row j)` is at `X = X0 + i * DX - j * DY`,
    `Y = Y0 + i * DY + j * DX`. `x0 = X >> 16` and `fx = (X & 65535) >> 8`,
    `y0` and `fy` likewise (X may exceed 32 bits; the shift rounds down).
9.  Of the four neighbours `x0, x0 + 1` and `y0, y0 + 1`, each limited to the
    halved picture (its edge is repeated), the value is
    `(p00 * (256 - fx) * (256 - fy) + p10 * fx * (256 - fy)
    + p01 * (256 - fx) * fy + p11 * fx * fy + 32768) >> 16`; `p10` is the right
    neighbour.
"""

import math

import cv2
import numpy as np

# Where FER2013's training faces have them: medians over 578 of 600 faces.
# Training faces are aligned to these.
STANDARD = ((0.314, 0.389), (0.690, 0.387), (0.507, 0.602), (0.508, 0.779))
ONE = 65536  # units of a coordinate, per pixel


def align_face(
    image: np.ndarray, points: tuple, template: tuple, size: int
) -> np.ndarray:
    """Returns a face as a classifier expects it.

    Args:
        image: uint8 `(height, width, channels)`.
        points: four or more `(x, y)` in pixels: right eye, left eye, nose,
            mouth; others are ignored.
        template: four `(x, y)` as shares of the side: their target positions.
        size: int. Side of the result in pixels.

    Returns:
        uint8 `(size, size, channels)`.

    Raises:
        ValueError: all points coincide.

    Example:

    >>> picture = np.arange(12 * 12 * 3, dtype="uint8").reshape(12, 12, 3)
    >>> points = [(12 * x, 12 * y) for x, y in STANDARD]
    >>> bool((align_face(picture, points, STANDARD, 12) == picture).all())
    True
    """
    x, y, right, down = place(points, template, size)
    halvings = count_halvings(right, down, size)
    scale = 2**halvings
    x0, y0 = _units(x / scale - 0.5), _units(y / scale - 0.5)
    dx, dy = _units(right / size / scale), _units(down / size / scale)
    i, j = np.arange(size)[None], np.arange(size)[:, None]
    return _sample(image, x0 + i * dx - j * dy, y0 + i * dy + j * dx, halvings)


def place(points: tuple, template: tuple, size: int) -> tuple:
    """Returns steps 1 to 4: `(x, y, right, down)` in pixels, floats."""
    p, middle = _centred(points)
    q, centre = _centred(template)
    a = b = d = 0.0
    for (px, py), (qx, qy) in zip(p, q, strict=True):
        a += px * qx + py * qy
        b += px * qy - py * qx
        d += px * px + py * py
    n = a * a + b * b
    if not n or not d:
        raise ValueError(f"Expected points apart. Received: {points}")
    right, down = a * d / n, -b * d / n
    u, v = 0.5 / size - centre[0], 0.5 / size - centre[1]
    x = middle[0] + u * right - v * down
    y = middle[1] + u * down + v * right
    return x, y, right, down


def _centred(points):
    points = [(float(x), float(y)) for x, y in points[:4]]
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points
    middle = (x0 + x1 + x2 + x3) / 4, (y0 + y1 + y2 + y3) / 4
    return [(x - middle[0], y - middle[1]) for x, y in points], middle


def count_halvings(right: float, down: float, size: int) -> int:
    """Returns step 5's `k`."""
    square, halvings = right * right + down * down, 0
    while square >= 4 * size * size:
        square, halvings = square / 4, halvings + 1
    return halvings


def _units(value):
    return math.floor(value * ONE + 0.5)


def _sample(image, x, y, halvings):
    """Returns steps 6 to 9 at coordinates in units, int64 `(size, size)`."""
    height, width = (-(-side // 2**halvings) for side in image.shape[:2])
    columns = [((x >> 16) + step).clip(0, width - 1) for step in (0, 1)]
    rows = [((y >> 16) + step).clip(0, height - 1) for step in (0, 1)]
    left, top = int(columns[0].min()), int(rows[0].min())
    part = image[
        top << halvings : (int(rows[1].max()) + 1) << halvings,
        left << halvings : (int(columns[1].max()) + 1) << halvings,
    ]
    for _ in range(halvings):
        part = halve(part)
    fx, fy = ((v & 65535) >> 8 for v in (x, y))
    total = np.full((*x.shape, image.shape[2]), 32768, "int32")
    for row, high in zip(rows, (256 - fy, fy), strict=True):
        for column, wide in zip(columns, (256 - fx, fx), strict=True):
            weight = (wide * high).astype("int32")[..., None]
            total += part[row - top, column - left] * weight
    return (total >> 16).astype("uint8")


def halve(image: np.ndarray) -> np.ndarray:
    """Returns step 6 once: uint8, half as wide and high, rounded up."""
    height, width = image.shape[:2]
    odd = (0, height % 2, 0, width % 2)
    if any(odd):
        image = cv2.copyMakeBorder(image, *odd, cv2.BORDER_REPLICATE)
    size = (image.shape[1] // 2, image.shape[0] // 2)
    # OpenCV computes exactly this for a factor of two; a test compares them.
    half = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return half.reshape(size[1], size[0], -1)
