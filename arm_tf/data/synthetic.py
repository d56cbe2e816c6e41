"""Drawn faces, made from a seed: a smoke test that needs no download.

Training on them shows that the installation works. Accuracy on this set says
nothing about people: every face, and what its muscles do in each expression, is
made up (see `drawn_face`).

Each face has its own random generator, seeded by `(seed, split, number)`:
the set depends only on its arguments, and no face is in two splits.
"""

import concurrent.futures

import numpy as np

from arm_tf import machine
from arm_tf.data.drawn_face import draw
from arm_tf.data.face_sets import (
    ArrayImages,
    FaceSet,
    FaceSplits,
    one_hot,
    pixel_hash,
)
from arm_tf.errors import InputError
from arm_tf.expressions import WITH_CONTEMPT

SMALLEST = 24  # pixels; in smaller pictures the features run together
# The training split is imbalanced, as collected data sets are. Validation and
# test are balanced.
TRAINING_SHARES = {
    "neutral": 0.2,
    "happiness": 0.24,
    "surprise": 0.14,
    "sadness": 0.14,
    "anger": 0.1,
    "disgust": 0.05,
    "fear": 0.08,
    "contempt": 0.05,
}
CHUNK = 64  # faces that a thread draws at a time
SPLITS = ("train", "validation", "test")


def read(
    num_train: int = 5600,
    num_validation: int = 800,
    num_test: int = 1600,
    image_size: int = 48,
    seed: int = 0,
) -> FaceSplits:
    """Draws a set of faces: training as `TRAINING_SHARES`, the rest balanced.

    Returns:
        `FaceSplits` of uint8 RGB faces `(image_size, image_size, 3)` and the
        labels `expressions.WITH_CONTEMPT`.

    Raises:
        InputError: an image size below `SMALLEST`.
    """
    if image_size < SMALLEST:
        raise InputError(
            f"Drawn faces need an image_size of {SMALLEST} or more. Received: "
            f"image_size={image_size}. Change the setting."
        )
    training = [TRAINING_SHARES[name] for name in WITH_CONTEMPT]
    even = [1 / len(WITH_CONTEMPT)] * len(WITH_CONTEMPT)
    return FaceSplits(
        f"drawn faces, seed {seed}: a smoke test, not a claim about people",
        draw_split("train", num_train, training, image_size, seed),
        draw_split("validation", num_validation, even, image_size, seed),
        draw_split("test", num_test, even, image_size, seed),
    )


def draw_split(
    split: str, num_faces: int, shares: list, image_size: int, seed: int
) -> FaceSet:
    """Returns the `FaceSet` of one split, its expressions mixed."""
    number = SPLITS.index(split)
    classes = np.repeat(np.arange(len(shares)), apportion(num_faces, shares))
    np.random.default_rng((seed, number, 0)).shuffle(classes)
    pixels = np.empty((num_faces, image_size, image_size, 3), "uint8")

    def fill(start):
        for index in range(start, min(start + CHUNK, num_faces)):
            rng = np.random.default_rng((seed, number, index + 1))
            expression = WITH_CONTEMPT[classes[index]]
            pixels[index] = draw(expression, rng, image_size)

    with concurrent.futures.ThreadPoolExecutor(machine.cpus()) as pool:
        list(pool.map(fill, range(0, num_faces, CHUNK)))
    return FaceSet(
        ArrayImages(pixels),
        one_hot(classes, len(shares)),
        WITH_CONTEMPT,
        np.array([pixel_hash(face) for face in pixels], "uint64"),
    )


def apportion(num_faces: int, shares: list) -> np.ndarray:
    """Returns int64 `(classes,)`: one face each, the rest by `shares`."""
    rest = num_faces - len(shares)
    ends = np.round(np.cumsum(shares) * rest).astype("int64")
    return 1 + np.diff(ends, prepend=0)
