"""The models that come with the project, in one line.

    from arm_tf import pretrained
    model = pretrained.load()

README.md in this folder, the model card, says what they were trained on and
what they are not for. Each is a folder of a run, without what only training
needs, and `tflite/` in it holds the exported file.
"""

import pathlib

from arm_tf.errors import InputError

FOLDER = pathlib.Path(__file__).resolve().parent
MODELS = ("ferplus", "mobile", "fer2013")


def load(name: str = "ferplus"):
    """Returns a trained classifier.

    Its kernels were rounded to float16 to be stored; it computes in float32.

    Args:
        name: of `MODELS`: "ferplus", "mobile" (the same classes, a third of
            the time) or "fer2013" (FER2013's own, less certain labels).

    Returns:
        `keras.Model` from RGB pixels in [0, 255], `(batch, size, size, 3)`, to
        calibrated logits, float32 `(batch, classes)`; their names are
        `arm_tf.models.parts.labels_of(model)`.

    Raises:
        InputError: there is no such model, or its file is missing or damaged.
    """
    from arm_tf.models.loading import load_model  # Loads Keras.

    if name not in MODELS:
        raise InputError(
            f"Expected a model that comes along: {', '.join(MODELS)}. "
            f"Received: {name!s:.200}. For others, `arm_tf.load_model`."
        )
    return load_model(FOLDER / name / "model.keras")


def tflite_file(name: str) -> pathlib.Path:
    """Returns the path of a shipped model's exported file."""
    return FOLDER / name / "tflite" / "model.tflite"


def find_run(name: str | pathlib.Path) -> pathlib.Path:
    """Returns the folder of a run: a shipped model's by its name, or a path.

    A folder of that name in the current directory comes first.
    """
    if str(name) in MODELS and not pathlib.Path(name).is_dir():
        return FOLDER / name
    return pathlib.Path(name)
