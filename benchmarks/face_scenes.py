"""Generated scenes: without a face, or with a drawn one.

A scene depends only on its number. The hands, objects and patterns are known to
cause false positives of face detectors: two dark spots over a bar, round
shapes, stripes, skin.
"""

import math

import cv2
import numpy as np

from arm_tf.data.drawn_face import camera, muscles, person, pose
from arm_tf.expressions import WITH_CONTEMPT

HEIGHT, WIDTH = 480, 640
KINDS = ("patterns", "objects", "hands", "noise", "text")
FINE = 3  # scale at which faces are drawn, so that noise averages out
WORDS = "the quick brown fox jumps over a lazy dog 0123456789 :-) ;-( 8-O"


def faceless(number: int) -> np.ndarray:
    """Returns a scene without a face: uint8 RGB `(480, 640, 3)`."""
    rng = np.random.default_rng((18, number))
    draw = (_patterns, _objects, _hands, _noise, _text)[number % len(KINDS)]
    return draw(rng)


def room(rng) -> np.ndarray:
    """Returns a wall with soft shadows and some noise."""
    coarse = rng.uniform(40, 215, (3, 4, 1)) + rng.uniform(-25, 25, (3, 4, 3))
    smooth = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    noise = rng.normal(0, rng.uniform(1, 6), smooth.shape)
    return np.clip(smooth + noise, 0, 255).astype("uint8")


def _colour(rng):
    return tuple(int(v) for v in rng.integers(0, 256, 3))


def _patterns(rng):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    angle, size = rng.uniform(0, math.pi), rng.uniform(6, 60)
    waves = np.sin((x * math.cos(angle) + y * math.sin(angle)) / size)
    if rng.random() < 0.6:
        waves *= np.sin((x * math.sin(angle) - y * math.cos(angle)) / size)
    if rng.random() < 0.5:
        waves = np.sign(waves)
    one, other = (np.array(_colour(rng), "float64") for _ in range(2))
    share = (waves[..., None] + 1) / 2
    return (one * share + other * (1 - share)).astype("uint8")


def _objects(rng):
    image = room(rng)
    for _ in range(rng.integers(2, 9)):
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
        size = float(rng.uniform(15, 120))
        kind = (_bottle, _clock, _socket, _box)[rng.integers(0, 4)]
        kind(image, int(x), int(y), size, rng)
    return cv2.GaussianBlur(image, None, float(rng.uniform(0.5, 2)))


def _bottle(image, x, y, size, rng):
    colour, s = _colour(rng), int(size)
    cv2.rectangle(image, (x - s // 3, y), (x + s // 3, y + 2 * s), colour, -1)
    cv2.ellipse(image, (x, y), (s // 3, s // 2), 0, 180, 360, colour, -1)
    cv2.rectangle(
        image, (x - s // 8, y - s), (x + s // 8, y - s // 3), colour, -1
    )
    label = (x - s // 3, y + s // 2), (x + s // 3, y + 4 * s // 3)
    cv2.rectangle(image, *label, _colour(rng), -1)


def _clock(image, x, y, size, rng):
    s = int(size)
    cv2.circle(image, (x, y), s, _colour(rng), -1, cv2.LINE_AA)
    cv2.circle(image, (x, y), int(0.85 * s), _colour(rng), -1, cv2.LINE_AA)
    for reach in (0.5, 0.75):
        end = _away(x, y, reach * s, rng.uniform(0, 2 * math.pi))
        cv2.line(image, (x, y), end, (20, 20, 20), max(1, s // 15), cv2.LINE_AA)


def _away(x, y, reach, angle):
    return int(x + reach * math.cos(angle)), int(y + reach * math.sin(angle))


def _socket(image, x, y, size, rng):
    """Two dark spots over a bar, on a plate."""
    s = int(size)
    cv2.rectangle(image, (x - s, y - s), (x + s, y + s), (225, 222, 215), -1)
    for side in (-1, 1):
        cv2.circle(
            image, (x + side * s // 3, y - s // 4), s // 9, (25,) * 3, -1
        )
    if rng.random() < 0.5:
        bar = (x - s // 4, y + s // 2), (x + s // 4, y + s // 2 + s // 8)
        cv2.rectangle(image, *bar, (60, 50, 50), -1)


def _box(image, x, y, size, rng):
    s = int(size)
    corners = (x - s, y - s // 2), (x + s, y + s)
    cv2.rectangle(image, *corners, _colour(rng), -1)
    cv2.rectangle(image, *corners, _colour(rng), s // 12 + 1)


def _hands(rng):
    image = room(rng)
    for _ in range(rng.integers(1, 4)):
        skin = _skin(rng)
        x, y = (int(v) for v in rng.uniform((80, 120), (WIDTH - 80, 400)))
        size, turn = float(rng.uniform(20, 90)), float(rng.uniform(-180, 180))
        palm = (int(size), int(1.1 * size))
        cv2.ellipse(image, (x, y), palm, turn, 0, 360, skin, -1, cv2.LINE_AA)
        for finger in range(5):
            angle = math.radians(turn - 130 + 22 * finger)
            end = _away(x, y, size * (1.5 if finger == 0 else 2.1), angle)
            cv2.line(image, (x, y), end, skin, int(0.4 * size), cv2.LINE_AA)
        for line in (-0.3, 0.1, 0.4):
            start = (int(x - 0.6 * size), int(y + line * size))
            end = (int(x + 0.5 * size), int(y + (line + 0.15) * size))
            dark = tuple(int(0.75 * v) for v in skin)
            cv2.line(image, start, end, dark, 2, cv2.LINE_AA)
    return cv2.GaussianBlur(image, None, 1.2)


def _skin(rng):
    tones = person.SKIN
    return tuple(int(v) for v in tones[rng.integers(0, len(tones))])


def _noise(rng):
    cell = int(2 ** rng.uniform(0, 6))
    rows, columns = HEIGHT // cell + 2, WIDTH // cell + 2
    small = rng.integers(0, 256, (rows, columns, 3)).astype("uint8")
    image = cv2.resize(small, (columns * cell, rows * cell))[:HEIGHT, :WIDTH]
    return cv2.GaussianBlur(image, None, float(rng.uniform(0.3, cell + 1)))


def _text(rng):
    image = np.full((HEIGHT, WIDTH, 3), _colour(rng), "uint8")
    words = WORDS.split()
    for y in range(30, HEIGHT + 40, int(rng.integers(25, 70))):
        line = " ".join(rng.permutation(words)[:6])
        font = int(rng.integers(0, 5))
        size = float(rng.uniform(0.6, 3))
        at = (int(rng.integers(0, 60)), y)
        cv2.putText(image, line, at, font, size, _colour(rng), int(size * 2))
    return image


def with_face(number: int, size: int, tilt: float, partly: bool = False):
    """Returns a scene with one drawn face, and its landmarks.

    Args:
        number: the scene's number.
        size: pixels from the top of its hair to its chin.
        tilt: degrees clockwise.
        partly: whether a bar covers part of it.

    Returns:
        uint8 RGB `(480, 640, 3)`, and float `(4, 2)`: right eye, left eye,
        nose, mouth in pixels.
    """
    rng = np.random.default_rng((19, number))
    somebody = person.random_person(rng)
    pulls = muscles.pulls_of(WITH_CONTEMPT[number % 8], rng)
    view = camera.random_view(rng)._replace(roll=math.radians(tilt), cover=None)
    if partly:
        view = view._replace(cover=camera.covering(rng.uniform(-1, 1, 5)))
    side = round(size * view.half)  # of the square image that holds the face
    shapes, shadows = pose(somebody, pulls)
    large = camera.picture(shapes, shadows, view, rng, FINE * side)
    small = cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)
    places = np.array(
        [
            (-somebody.eye_x, somebody.eye_y),
            (somebody.eye_x, somebody.eye_y),
            (0, somebody.nose_y),
            (0, somebody.mouth_y),
        ]
    )
    seen = camera.project(places, view, side) / 2**camera.SHIFT
    image = room(rng)
    left = int(rng.integers(0, WIDTH - side + 1))
    top = int(rng.integers(0, HEIGHT - side + 1))
    soft = cv2.GaussianBlur(_oval(side), None, max(0.5, side / 40))[..., None]
    part = image[top : top + side, left : left + side]
    part[:] = (part * (1 - soft) + small * soft).astype("uint8")
    return image, seen + (left, top)


def _oval(side):
    mask = np.zeros((side, side), "float32")
    middle, axes = (side // 2, side // 2), (int(0.47 * side), int(0.49 * side))
    return cv2.ellipse(mask, middle, axes, 0, 0, 360, 1.0, -1)
