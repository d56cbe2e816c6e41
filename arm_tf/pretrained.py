"""The models that come with the project, in one line.

    from arm_tf import pretrained
    model = pretrained.load()

`pretrained/README.md` says what they were trained on and are not for.
"""

import pathlib

from arm_tf.errors import InputError
from arm_tf.runs import load_model

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "pretrained"
MODELS = ("ferplus", "mobile", "fer2013")


def load(name="ferplus"):
    """Returns a trained classifier.

    Its kernels were rounded to float16 to be stored; it computes in float32.

    Args:
        name: of `MODELS`: "ferplus", "mobile" (the same classes, a quarter of
            the cost) or "fer2013" (FER2013's own, less certain labels).

    Returns:
        `keras.Model` from RGB pixels in [0, 255], `(batch, size, size, 3)`, to
        calibrated logits, float32 `(batch, classes)`; their names are
        `arm_tf.models.classifier.labels_of(model)`.

    Raises:
        InputError: there is no such model, or its file is missing or damaged.
    """
    if name not in MODELS:
        raise InputError(
            f"Expected a model that comes along: {', '.join(MODELS)}. "
            f"Received: {name!s:.200}. For others, `keras.saving.load_model`."
        )
    return load_model(FOLDER / name / "model.keras")
