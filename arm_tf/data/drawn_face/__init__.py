from arm_tf.data.drawn_face import camera, features, head, muscles, person
from arm_tf.data.drawn_face.shapes import Shape


def draw(expression, rng, image_size):
    somebody = person.meet(rng)
    pulls = muscles.contract(expression, rng)
    view = camera.look(rng)
    shapes, shadows = face(somebody, pulls)
    return camera.picture(shapes, shadows, view, rng, image_size)

def face(somebody, pulls):
    edges = features.lips(somebody, pulls)
    rim = head.outline(somebody, pulls)
    shapes = [
        *head.behind(somebody),
        Shape(rim, somebody.skin),
        *features.folds(somebody, pulls, edges),
        *head.beard(somebody, rim, edges),
        *features.nose(somebody, pulls),
        *features.mouth(somebody, pulls, edges),
        *features.eyes(somebody, pulls),
        *features.brows(somebody, pulls),
        *head.hair_in_front(somebody),
        *head.glasses(somebody),
    ]
    return shapes, features.shadows(somebody, edges)
