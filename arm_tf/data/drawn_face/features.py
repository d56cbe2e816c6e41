"""The features that the muscles move: brows, eyes, nose, mouth, folds."""

from typing import NamedTuple

import numpy as np

from arm_tf.data.drawn_face.muscles import Muscles
from arm_tf.data.drawn_face.person import Person
from arm_tf.data.drawn_face.shapes import (
    ACROSS,
    HUMP,
    ROUND,
    SIDES,
    SMALL_X,
    SMALL_Y,
    Shape,
    band,
    blob,
    line,
)

WHITE = (236, 232, 228)
MOUTH = (40, 16, 18)
PUPIL = (12, 10, 10)
CLOSED = 0.03  # Muscles that pull less do not open the mouth.
OUTWARDS = (ACROSS + 1) / 2  # along a brow: 0 at the nose, 1 outside
BROW = (1.1 - 0.6 * OUTWARDS) * np.minimum(1, 0.3 + ROUND)  # thickness
BOW = 1 - 0.3 * np.exp(-((ACROSS / 0.2) ** 2))  # dent of the upper lip
LIP = HUMP**0.7
CHEEK = np.array([-0.14, 0.02])  # y of a cheek's fold, from the mouth
FROWN_X = np.array([0.05, 0.06])
FROWN_Y = np.array([-0.06, 0.12])  # from the brow
SQUARE = 1 - ACROSS**4  # as the upper lip is raised in disgust


class Lips(NamedTuple):
    """Four edges over `x`, float `(13,)` each, from the top down."""

    x: np.ndarray
    top: np.ndarray
    upper: np.ndarray  # Between `upper` and `lower` the mouth is open.
    lower: np.ndarray
    bottom: np.ndarray


def lips(person: Person, muscles: Muscles) -> Lips:
    """Returns the `Lips` of a mouth."""
    corner = np.where(ACROSS < 0, muscles.left_corner, muscles.right_corner)
    middle = person.mouth_y + corner * (0.04 * HUMP - 0.16 * ACROSS**2)
    gap = 0.4 * max(muscles.jaw, 0) * ROUND
    raised = max(muscles.upper_lip, 0)
    upper = middle - 0.25 * gap - 0.1 * raised * SQUARE
    lower = middle + 0.75 * gap
    thickness = person.lip * (1 - 0.65 * min(max(muscles.press, 0), 1)) * LIP
    return Lips(
        ACROSS * (person.mouth_width * (1 + 0.3 * muscles.stretch)),
        upper - thickness * BOW,
        upper,
        lower,
        lower + (1.2 + 0.5 * raised) * thickness,
    )


def mouth(person: Person, muscles: Muscles, edges: Lips) -> list:
    """Returns lips, the open mouth and its teeth."""
    x, top, upper, lower, bottom = edges
    shapes = [band(x, top, bottom, person.lips)]
    if muscles.jaw > CLOSED:
        inside = slice(1, -1)  # The corners stay closed.
        x, upper, lower = x[inside], upper[inside], lower[inside]
        shapes.append(band(x, upper, lower, MOUTH))
        if muscles.teeth > CLOSED:
            teeth = upper + (lower - upper) * min(muscles.teeth, 1)
            shapes.append(band(x, upper, teeth, WHITE))
    shapes.append(line(edges.x, edges.upper, person.lips * 0.45, 0.025))
    return shapes


def eyes(person: Person, muscles: Muscles) -> list:
    """Returns white, iris, pupil and lids of both eyes."""
    opened = person.eye_height * max(1 + 0.75 * muscles.upper_lid, 0.15)
    tight = min(max(muscles.lower_lid, -0.4), 1)
    raised, lowered = -opened * ROUND, 0.06 * (1 - 0.9 * tight) * HUMP
    x = ACROSS * person.eye_width
    shapes = []
    for side in SIDES:
        middle = person.eye_y - side * person.slant * ACROSS
        upper, lower = middle + raised, middle + lowered
        at = side * person.eye_x
        shapes += [
            band(x + at, upper, lower, WHITE),
            seen(0.088, person, x, upper, lower, at, person.iris),
            seen(0.042, person, x, upper, lower, at, PUPIL),
            line(x + at, lower, person.skin * 0.62, 0.02),
            line(x + at, upper, person.skin * 0.3, 0.04),
        ]
    return shapes


def seen(radius, person, x, upper, lower, at, colour):
    """Returns the part of an iris or a pupil between the lids."""
    disc_x = person.gaze + radius * SMALL_X
    disc_y = person.eye_y - 0.02 + radius * SMALL_Y
    disc_y = np.maximum(disc_y, np.interp(disc_x, x, upper))
    disc_y = np.minimum(disc_y, np.interp(disc_x, x, lower))
    return line(disc_x + at, disc_y, colour, 0.0)


def brows(person: Person, muscles: Muscles) -> list:
    """Returns both brows, thinner outwards."""
    x = 0.13 - 0.05 * muscles.frown + OUTWARDS * 0.4
    raised = muscles.brow_inner + OUTWARDS * (
        muscles.brow_outer - muscles.brow_inner
    )
    y = person.brow_y - 0.06 * HUMP + person.brow_tilt * ACROSS - 0.17 * raised
    half = person.brow_thickness * BROW
    colour = 0.55 * person.hair + 0.05 * person.skin
    return [band(side * x, y - half, y + half, colour) for side in SIDES]


def nose(person: Person, muscles: Muscles) -> list:
    """Returns the tip with its nostrils, and the wrinkles over the bridge."""
    wrinkled = max(muscles.nose, 0)
    wide = person.nose_width * (1 + 0.2 * wrinkled)
    y = person.nose_y - 0.07 * wrinkled
    dark, x = person.skin * 0.4, 0.5 * wide
    shapes = [
        line(ACROSS * wide, y + 0.06 * ROUND - 0.02, person.skin * 0.72, 0.03),
        blob(-x, y + 0.02, 0.04, 0.028, dark),
        blob(x, y + 0.02, 0.04, 0.028, dark),
    ]
    for down in (0.02, 0.1, 0.18):
        x = ACROSS * (0.11 + 0.3 * down)
        y = person.eye_y + down - 0.04 * HUMP
        shapes += crease(person, x, y, 1.1 * wrinkled)
    return shapes


def folds(person: Person, muscles: Muscles, edges: Lips) -> list:
    """Returns lines that age and muscles make: forehead, frown, cheeks."""
    raised = (muscles.brow_inner + muscles.brow_outer) / 2
    lined = 0.7 * max(raised, 0) + 0.3 * person.wrinkles
    shapes = [
        *crease(person, ACROSS * 0.36, -0.5 - 0.03 * HUMP, lined),
        *crease(person, ACROSS * 0.36, -0.6 - 0.03 * HUMP, lined),
    ]
    wing, corner = person.nose_width + 0.04, edges.x[-1]
    cheek = np.array([wing, corner + 0.05, corner + 0.09])
    down = np.array([person.nose_y - 0.04, *(person.mouth_y + CHEEK)])
    between = person.brow_y + FROWN_Y
    aged = max(muscles.nose, 0) + 0.4 * person.wrinkles
    for side in SIDES:
        pull = muscles.left_corner if side < 0 else muscles.right_corner
        strength = 0.8 * (max(pull, 0) + aged)
        shapes += crease(person, side * cheek, down, strength)
        shapes += crease(person, side * FROWN_X, between, muscles.frown)
    return shapes


def crease(person, x, y, strength):
    """Returns a line in the skin, darker with `strength`, if it shows."""
    if strength < 0.1:
        return []
    return [line(x, y, person.skin * (1 - 0.4 * min(strength, 1)), 0.03)]


def shadows(person: Person, edges: Lips) -> list:
    """Returns soft shadows: eye sockets, the nose's side, under the lips.

    Their colour is the brightness that remains, in percent.
    """
    y, socket = person.eye_y, (86,)
    bridge = [(0.3, y - 0.1), (1, person.nose_y), (0.2, person.nose_y)]
    return [
        blob(0.01 - person.eye_x, y - 0.08, 0.2, 0.17, socket),
        blob(person.eye_x - 0.01, y - 0.08, 0.2, 0.17, socket),
        Shape(np.array(bridge) * (person.nose_width, 1), (84,)),
        blob(0, edges.bottom[6] + 0.06, 0.2, 0.05, (88,)),
    ]
