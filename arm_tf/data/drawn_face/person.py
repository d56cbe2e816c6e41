"""Who is drawn: proportions, skin, hair, glasses, all made up.

Lengths are in units of half a head's height, x to the right and y down from
the middle of the face. Colours are RGB in [0, 255].
"""

from typing import NamedTuple

import numpy as np

# From light to dark; a person's tone lies anywhere between two neighbours.
SKIN = np.array(
    [
        (250, 222, 200),
        (238, 196, 164),
        (214, 162, 122),
        (176, 120, 82),
        (124, 80, 54),
        (78, 50, 38),
    ],
    "float64",
)
# Black, two browns, red, two blonds, grey, white.
HAIR = np.array(
    [
        (22, 18, 18),
        (52, 34, 24),
        (94, 62, 38),
        (138, 66, 34),
        (184, 140, 82),
        (222, 190, 130),
        (130, 128, 126),
        (214, 212, 208),
    ],
    "float64",
)
HAIR_SHARES = (0.3, 0.2, 0.15, 0.06, 0.09, 0.06, 0.08, 0.06)
IRIS = np.array(
    [(54, 32, 20), (92, 58, 30), (96, 100, 60), (70, 108, 140), (96, 112, 120)],
    "float64",
)
HAIR_STYLES = ("none", "short", "fringe", "long", "round", "scarf")
STYLE_SHARES = (0.1, 0.34, 0.16, 0.22, 0.1, 0.08)
HAIR_STEPS = np.cumsum(HAIR_SHARES)[:-1]
STYLE_STEPS = np.cumsum(STYLE_SHARES)[:-1]
RANGES = {  # smallest and largest of each proportion
    "width": (0.66, 0.84),  # half the head's
    "taper": (0.12, 0.4),  # of the jaw
    "eye_x": (0.29, 0.37),  # half the distance between the eyes
    "eye_y": (-0.14, -0.04),
    "eye_width": (0.15, 0.19),  # half
    "eye_height": (0.09, 0.12),
    "slant": (-0.03, 0.05),  # of the eyes, up outwards
    "gaze": (-0.05, 0.05),  # of both eyes, to the right
    "brow_y": (-0.36, -0.3),
    "brow_thickness": (0.03, 0.065),  # half
    "brow_tilt": (-0.03, 0.03),
    "nose_width": (0.11, 0.19),  # half
    "nose_y": (0.24, 0.34),  # its tip
    "mouth_y": (0.54, 0.62),
    "mouth_width": (0.24, 0.32),  # half
    "lip": (0.05, 0.1),  # thickness
    "wrinkles": (0.0, 1.0),  # of age
    "hairline": (-0.74, -0.58),
}
LOW, HIGH = np.array(list(RANGES.values())).T


class Person(NamedTuple):
    """One made-up head: proportions as in `RANGES`, colours, extras."""

    width: float
    taper: float
    eye_x: float
    eye_y: float
    eye_width: float
    eye_height: float
    slant: float
    gaze: float
    brow_y: float
    brow_thickness: float
    brow_tilt: float
    nose_width: float
    nose_y: float
    mouth_y: float
    mouth_width: float
    lip: float
    wrinkles: float
    hairline: float
    hair_style: str
    skin: np.ndarray
    hair: np.ndarray
    iris: np.ndarray
    lips: np.ndarray
    clothes: np.ndarray
    beard: bool
    moustache: bool
    glasses: bool


def random_person(rng: np.random.Generator) -> Person:
    """Returns a `Person` made up from `rng`."""
    proportions = LOW + (HIGH - LOW) * rng.random(len(RANGES))
    pick, style, eyes, tone, *extras = rng.random(7).tolist()
    position = tone * (len(SKIN) - 1)
    lighter = SKIN[int(position)]
    skin = lighter + (SKIN[int(position) + 1] - lighter) * (position % 1)
    hair = HAIR[np.searchsorted(HAIR_STEPS, pick)] * (0.85 + 0.3 * extras[0])
    clothes = rng.uniform(40, 200) + rng.uniform(-45, 45, 3)
    hair_style = HAIR_STYLES[np.searchsorted(STYLE_STEPS, style)]
    return Person(
        **dict(zip(RANGES, proportions.tolist(), strict=True)),
        hair_style=hair_style,
        skin=skin,
        hair=np.minimum(hair, 245),
        iris=IRIS[int(eyes * len(IRIS))],
        lips=skin * (0.82, 0.6, 0.6) + (14, 4, 6),
        clothes=np.clip(clothes, 0, 255),
        beard=extras[1] < 0.12,
        moustache=extras[1] < 0.18,
        glasses=extras[2] < 0.18,
    )
