"""Small face sets that are easy to learn."""

import numpy as np

from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot, pixel_hash
from arm_tf.expressions import BASIC


def bar_faces(count, seed, labels=BASIC, size=24):
    """Returns a `FaceSet` in which a bright bar's place tells the class.

    Any working network learns it in a few steps.
    """
    rng = np.random.default_rng(seed)
    classes = np.arange(count) % len(labels)
    pixels = rng.integers(0, 120, (count, size, size, 1), dtype="uint8")
    tall = size // len(labels)
    for image, kind in zip(pixels, classes, strict=True):
        image[kind * tall : (kind + 1) * tall] += 120
    hashes = np.array([pixel_hash(image) for image in pixels], "uint64")
    targets = one_hot(classes, len(labels))
    return FaceSet(ArrayImages(pixels), targets, tuple(labels), hashes)
