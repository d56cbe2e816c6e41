"""One drawn face: a made-up person with an expression, seen by a camera.

person    who it is                        muscles  what the face does
head      parts that show who it is        features parts that move
shapes    polygons and lines               camera   pose, light, pixels
"""

import numpy as np

from arm_tf.data.drawn_face import camera, features, head, muscles, person
from arm_tf.data.drawn_face.muscles import Muscles
from arm_tf.data.drawn_face.person import Person
from arm_tf.data.drawn_face.shapes import Shape


def draw(
    expression: str, rng: np.random.Generator, image_size: int
) -> np.ndarray:
    """Draws a face.

    The same generator state gives the same person in the same pose and light
    for every expression and, except for the noise, for every size.

    Args:
        expression: one of `expressions.WITH_CONTEMPT`.
        rng: `np.random.Generator`.
        image_size: int. Pixels, width and height.

    Returns:
        uint8 `(image_size, image_size, 3)`, RGB in [0, 255].
    """
    somebody = person.random_person(rng)
    pulls = muscles.pulls_of(expression, rng)
    view = camera.random_view(rng)
    shapes, shadows = pose(somebody, pulls)
    return camera.picture(shapes, shadows, view, rng, image_size)


def pose(somebody: Person, pulls: Muscles) -> tuple:
    """Returns a head as two lists of `Shape`, back to front: shapes, shadows.

    A shadow's colour is the brightness that remains, in percent.
    """
    rim = head.outline(somebody, pulls)
    lips = features.lips(somebody, pulls)
    shapes = [
        *head.behind(somebody),
        Shape(rim, somebody.skin),
        *features.folds(somebody, pulls, lips),
        *head.beard(somebody, rim, lips),
        *features.nose(somebody, pulls),
        *features.mouth(somebody, pulls, lips),
        *features.eyes(somebody, pulls),
        *features.brows(somebody, pulls),
        *head.hair_in_front(somebody),
        *head.glasses(somebody),
    ]
    return shapes, features.shadows(somebody, lips)
