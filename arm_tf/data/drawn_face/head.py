"""The parts of a head that show identity, not expression."""

import numpy as np

from arm_tf.data.drawn_face.features import Lips
from arm_tf.data.drawn_face.muscles import Muscles
from arm_tf.data.drawn_face.person import Person
from arm_tf.data.drawn_face.shapes import (
    ACROSS,
    CIRCLE,
    HUMP,
    ROUND,
    SIDES,
    Shape,
    band,
    blob,
)

# Upper rim of the clothes, from the left shoulder to the right, then down.
BODY = np.array(
    [
        (-1.7, 1.55),
        (-0.5, 1.25),
        (0, 1.45),
        (0.5, 1.25),
        (1.7, 1.55),
        (1.7, 3),
        (-1.7, 3),
    ]
)
NECK = np.array([(-0.42, 0.5), (0.42, 0.5), (0.46, 1.8), (-0.46, 1.8)])
EYEGLASS = CIRCLE[np.arange(0, 41, 2) % 40] * (0.24, 0.2)  # closed


def outline(person: Person, muscles: Muscles) -> np.ndarray:
    """Returns float `(40, 2)`: once round, from the right ear via the chin."""
    cos, sin = CIRCLE.T
    narrow = 1 - person.taper * np.maximum(sin, 0) ** 2
    x = person.width * np.sign(cos) * np.abs(cos) ** 0.8 * narrow
    y = sin * np.where(sin > 0, 1 + 0.14 * max(muscles.jaw, 0), 1.02)
    return np.array([x, y]).T


def behind(person: Person) -> list:
    """Returns the hair behind the head, neck, clothes and ears."""
    return [
        *hair_behind(person),
        Shape(NECK, person.skin * 0.7),
        Shape(BODY, person.clothes),
        *ears(person),
    ]


def hair_behind(person: Person) -> list:
    if person.hair_style == "round":
        return [Shape(CIRCLE * (1.05, 0.95) + (0, -0.35), person.hair)]
    if person.hair_style not in ("long", "scarf"):
        return []
    wide = person.width + 0.16
    locks = [(-wide, 1.7), (-wide, -0.3), (wide, -0.3), (wide, 1.7)]
    colour = hair_colour(person)
    top = CIRCLE * (wide, 0.95) + (0, -0.22)
    return [Shape(np.array(locks), colour), Shape(top, colour)]


def ears(person: Person) -> list:
    if person.hair_style == "scarf":
        return []
    colour = person.skin * 0.88
    return [
        blob(side * person.width, 0.02, 0.1, 0.19, colour) for side in SIDES
    ]


def hair_in_front(person: Person) -> list:
    """Returns the hair, or scarf, over the forehead, if any."""
    if person.hair_style == "none":
        return []
    rim = person.width + (0.12 if person.hair_style == "scarf" else 0.04)
    lower = {"fringe": 0.12, "scarf": -0.1}.get(person.hair_style, 0.0)
    hairline = person.hairline + lower + 0.34 * ACROSS**6 + 0.06 * ACROSS
    return [band(ACROSS * rim, -0.12 - ROUND, hairline, hair_colour(person))]


def hair_colour(person: Person) -> np.ndarray:
    """Returns the RGB of the hair, or of the scarf that hides it."""
    return person.clothes if person.hair_style == "scarf" else person.hair


def beard(person: Person, rim: np.ndarray, lips: Lips) -> list:
    """Returns beard and moustache, to be drawn under the mouth.

    `rim` is the head's `outline`; the moustache follows the lips.
    """
    shapes = []
    colour = 0.6 * person.hair + 0.1 * person.skin
    if person.beard:
        cheeks = np.array([-ACROSS * person.width * 0.8, 0.42 + 0.1 * HUMP]).T
        jaw = rim[:21] * 1.01  # From the right ear over the chin to the left.
        shapes.append(Shape(np.concatenate([jaw, cheeks[::-1]]), colour))
    if person.moustache:
        middle = lips.top - 0.06 * ROUND
        half = 0.07 * ROUND + 0.01
        x = lips.x * 1.1
        shapes.append(band(x, middle - half, middle + half, colour))
    return shapes


def glasses(person: Person) -> list:
    """Returns frame, bridge and temples, if the person wears glasses."""
    if not person.glasses:
        return []
    colour = person.clothes * 0.4
    inner, outer = person.eye_x - 0.24, person.eye_x + 0.24
    bridge = np.array([(-inner, person.eye_y), (inner, person.eye_y)])
    temple = np.array([(outer, -0.1), (person.width, -0.12)])
    shapes = [Shape(bridge, colour, 0.03)]
    for side in SIDES:
        rim = EYEGLASS + (side * person.eye_x, person.eye_y + 0.01)
        shapes.append(Shape(rim, colour, 0.03))
        shapes.append(Shape(temple * (side, 1), colour, 0.03))
    return shapes
