"""Face sets of random squares."""

import numpy as np

from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot
from tests.helpers.small_models import LABELS, random_faces


def face_set(number, labels=LABELS, size=32):
    """Returns a `FaceSet` whose classes take turns."""
    classes = np.arange(number) % len(labels)
    return FaceSet(
        ArrayImages(random_faces(number, size, seed=1)),
        one_hot(classes, len(labels)),
        tuple(labels),
        np.arange(number, dtype="uint64"),
    )
