"""Calibration: the range of every tensor, measured on training faces.

It comes before fine-tuning, in which the ranges would adapt too slowly: by
0.1 % per step.
"""

import keras
import numpy as np

from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet
from arm_tf.errors import InputError
from arm_tf.layers.ranges import min_max
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.trace import quantized_tensors

CALIBRATION_FACES = 512
FEWEST_FACES = 100


def calibration_images(
    folded: KerasClassifier, faces: FaceSet, seed: int
) -> np.ndarray:
    """Returns uint8 `(faces, height, width, 3)`, drawn from training faces.

    Raises:
        InputError: fewer than `FEWEST_FACES`, or of other classes.
    """
    check_calibration(folded, faces)
    number = min(CALIBRATION_FACES, len(faces))
    rows = np.random.default_rng(seed).permutation(len(faces))[:number]
    batch = FaceBatches(faces.take(rows), folded.image_size, number)[0]
    return batch[0]


def check_calibration(folded: KerasClassifier, faces: FaceSet) -> None:
    """Raises `InputError` where faces are too few, or of other classes."""
    labels = folded.class_names
    if set(faces.labels) != set(labels):
        raise InputError(
            f"Expected calibration faces of the model's classes: "
            f"{', '.join(labels)}. Received: {', '.join(faces.labels)}. Give "
            "the --data that the model was trained on."
        )
    if len(faces) < FEWEST_FACES:
        raise InputError(
            f"Expected at least {FEWEST_FACES} training faces, to measure the "
            f"ranges of the int8 model on. Received: {len(faces)}. Give more "
            "--data, or use --precision float16."
        )


def min_max_by_tensor(folded: keras.Model, images: np.ndarray) -> dict:
    """Returns each tensor's minimum and maximum, averaged over batches."""
    names, model = quantized_tensors(folded)
    return dict(zip(names, min_max(model, images), strict=True))
