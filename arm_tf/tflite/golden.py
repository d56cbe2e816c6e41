"""Test faces, and the probabilities a file must predict on every platform.

The faces are drawn, not photographed, so that they can be distributed freely.
They are stored as PNG, which decodes to the same pixels everywhere.
"""

import base64

import numpy as np

from arm_tf.data.drawn_face import draw
from arm_tf.expressions import WITH_CONTEMPT
from arm_tf.faces.pictures import decode, encode
from arm_tf.tflite.file_model import FileModel

NUM_FACES = 16
# An int8 file's probabilities are multiples of 1/256; the others are sums of
# floats in an order that depends on the machine.
TOLERANCE = {"int8": 1 / 256, "int4": 1 / 256, "float16": 5e-3, "float32": 1e-4}


def golden(content: bytes, labels: tuple, precision: str) -> dict:
    """Returns the content of golden.json.

    Returns:
        Dict: labels, image_size, tolerance (the largest allowed difference of
        a probability) and faces, a list of dicts with png (base64),
        probabilities, and without_xnnpack: the probabilities from kernels
        other than XNNPACK's, which round int8 differently.
    """
    model, plain = FileModel(content), FileModel(content, xnnpack=False)
    size = int(model.input["shape"][1])
    faces = [drawn_face(number, size) for number in range(NUM_FACES)]
    return {
        "labels": list(labels),
        "image_size": size,
        "tolerance": TOLERANCE[precision],
        "faces": [
            {
                "png": base64.b64encode(encode(face, ".png")).decode(),
                "probabilities": model(face).tolist(),
                "without_xnnpack": plain(face).tolist(),
            }
            for face in faces
        ],
    }


def drawn_face(number: int, size: int) -> np.ndarray:
    """Returns the drawn face with a number: uint8 RGB `(size, size, 3)`."""
    rng = np.random.default_rng((2103, 10189, number))
    expression = WITH_CONTEMPT[number % len(WITH_CONTEMPT)]
    return draw(expression, rng, size)


def pixels(png: str) -> np.ndarray:
    """Returns uint8 RGB `(height, width, 3)` of a face in golden.json."""
    return decode(base64.b64decode(png))
