"""The model that comes with the project, in one line.

    from arm_tf import pretrained
    model = pretrained.load()

`pretrained/README.md` says what it was trained on and what it is not for.
"""

import pathlib

from arm_tf.runs import load_model

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "pretrained"


def load():
    """Returns the classifier that was trained on FER+.

    Its weights were rounded to float16 to be stored; it computes in float32.

    Returns:
        `keras.Model` from RGB pixels in [0, 255], `(batch, size, size, 3)`, to
        calibrated logits, float32 `(batch, 8)`; the names of the classes are
        `arm_tf.models.classifier.labels_of(model)`.

    Raises:
        InputError: the file is missing or damaged.
    """
    return load_model(FOLDER / "model.keras")
