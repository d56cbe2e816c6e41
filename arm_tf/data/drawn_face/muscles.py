"""What the muscles of a drawn face do in each expression.

The rows follow the textbook description of each expression (raised cheeks
and mouth corners for happiness, and so on), simplified and exaggerated for
pictures of 48 pixels. They are not measurements of people.
"""

from typing import NamedTuple

import numpy as np

MIN_INTENSITY = 0.6  # Below, people would call most expressions neutral.
SPREAD = 0.07  # standard deviation of each muscle around its row


class Muscles(NamedTuple):
    """Pulls: 0 at rest, about 1 at full strength, negative the other way."""

    brow_inner: float = 0.0  # raised
    brow_outer: float = 0.0  # raised
    frown: float = 0.0  # brows drawn together
    upper_lid: float = 0.0  # opened wide
    lower_lid: float = 0.0  # tightened
    nose: float = 0.0  # wrinkled
    upper_lip: float = 0.0  # raised
    left_corner: float = 0.0  # of the mouth, raised
    right_corner: float = 0.0
    stretch: float = 0.0  # mouth widened
    press: float = 0.0  # lips made thin
    jaw: float = 0.0  # dropped
    teeth: float = 0.0  # share of the open mouth that they fill


# Two ways of showing each expression; a face lies anywhere between them.
WAYS = {
    "neutral": (Muscles(), Muscles(upper_lid=-0.2, press=0.2, jaw=0.06)),
    "happiness": (
        Muscles(0.1, 0.1, 0, -0.1, 0.5, 0, 0, 0.9, 0.9, 0.6, 0.2, 0.05, 1),
        Muscles(0.2, 0.1, 0, -0.2, 0.9, 0, 0.2, 1, 1, 0.9, 0, 0.6, 0.6),
    ),
    "surprise": (
        Muscles(0.9, 0.8, 0, 0.7, -0.2, 0, 0, 0, 0, -0.4, 0, 0.5, 0),
        Muscles(1.1, 1, 0, 1, -0.3, 0, 0, 0, 0, -0.5, 0, 1, 0.15),
    ),
    "sadness": (
        Muscles(0.9, -0.7, 0.3, -0.5, 0, 0, 0, -0.8, -0.8, -0.2, 0, 0, 0),
        Muscles(1, -0.8, 0.6, -0.7, 0.3, 0, 0, -1.1, -1.1, 0.1, 0, 0.1, 0),
    ),
    "anger": (
        Muscles(-1, 0.3, 1, 0.3, 0.4, 0.1, 0, -0.2, -0.2, -0.2, 1, 0, 0),
        Muscles(-1, 0.4, 1, 0.5, 0.4, 0.3, 0.4, -0.3, -0.3, 0.3, 0.4, 0.6, 1),
    ),
    "disgust": (
        Muscles(-0.5, -0.2, 0.4, -0.4, 0.9, 1, 0.8, -0.5, -0.5, -0.1, 0, 0, 0),
        Muscles(-0.6, -0.2, 0.5, -0.6, 1, 1, 1.1, -0.7, -0.7, 0, 0, 0.3, 0.3),
    ),
    "fear": (
        Muscles(0.9, 0.1, 0.7, 0.9, 0, 0, 0, -0.3, -0.3, 0.7, 0.4, 0.2, 0.8),
        Muscles(1, 0.1, 0.8, 1, 0, 0, 0, -0.5, -0.5, 1, 0.2, 0.5, 0.5),
    ),
    "contempt": (
        Muscles(0, 0, 0, -0.3, 0.2, 0, 0, -0.1, 1, 0, 0.4, 0, 0),
        Muscles(0, 0.3, 0, -0.4, 0.3, 0.1, 0.1, -0.2, 1.2, 0.2, 0.3, 0, 0),
    ),
}


def pulls_of(expression: str, rng: np.random.Generator) -> Muscles:
    """Returns the `Muscles` of one face that shows `expression`.

    Draws the same number of values from `rng` for every expression, so that
    the same generator gives the same person in the same light.
    """
    mild, strong = np.array(WAYS[expression])
    way, intensity, side = rng.random(3)
    intensity = MIN_INTENSITY + (1 - MIN_INTENSITY) * intensity
    pulls = (mild + (strong - mild) * way) * intensity
    pulls += rng.normal(0, SPREAD, len(pulls))
    muscles = Muscles(*pulls.tolist())
    if side < 0.5:  # Contempt raises either corner.
        return muscles._replace(
            left_corner=muscles.right_corner, right_corner=muscles.left_corner
        )
    return muscles
