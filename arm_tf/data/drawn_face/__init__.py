"""One drawn face: a made-up person with an expression, seen by a camera.

person    who it is                        muscles  what the face does
head      parts that show who it is        features parts that move
shapes    polygons and lines               camera   pose, light, pixels
"""

from arm_tf.data.drawn_face import camera, features, head, muscles, person
from arm_tf.data.drawn_face.shapes import Shape


def draw(expression, rng, image_size):
    """Draws a face.

    The same generator state gives the same person in the same pose and light
    for every expression and, but for the noise, for every size.

    Args:
        expression: one of `expressions.WITH_CONTEMPT`.
        rng: `np.random.Generator`.
        image_size: int. Pixels, width and height.

    Returns:
        uint8 `(image_size, image_size, 3)`, RGB in [0, 255].
    """
    somebody = person.meet(rng)
    pulls = muscles.contract(expression, rng)
    view = camera.look(rng)
    shapes, shadows = pose(somebody, pulls)
    return camera.picture(shapes, shadows, view, rng, image_size)


def pose(somebody, pulls):
    """Returns a head as two lists of `Shape`, back to front.

    Args:
        somebody: `Person`.
        pulls: `Muscles`.

    Returns:
        `(shapes, shadows)`; a shadow's colour is the brightness that remains,
        in percent.
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
