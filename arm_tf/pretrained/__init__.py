"""The bundled models, loaded in one line.

    from arm_tf import pretrained
    model = pretrained.load()

README.md in this folder, the model card, says what they were trained on and
what they are not for. Each is a run's folder, without what only training needs;
its `tflite/` holds the exported file.
"""

from arm_tf.errors import InputError
from arm_tf.files.model_files import FOLDER, MODELS, find_run, tflite_file

__all__ = ["FOLDER", "MODELS", "find_run", "load", "tflite_file"]


def load(name: str = "ferplus"):
    """Returns a trained classifier.

    Its kernels were rounded to float16 to be stored; it computes in float32.

    Args:
        name: one of `MODELS`: "ferplus", "mobile" (the same classes, half the
            time), "mobile_arm" (the same network with ARM instead of pooling)
            or "fer2013" (FER2013's own, less certain labels).

    Returns:
        `keras.Model` from RGB pixels in [0, 255], `(batch, size, size, 3)`, to
        calibrated logits, float32 `(batch, classes)`; their names are
        `arm_tf.models.parts.KerasClassifier(model).class_names`.

    Raises:
        InputError: there is no such model, or its file is missing or damaged.
    """
    from arm_tf.models.loading import load_model  # Loads Keras.

    if name not in MODELS:
        raise InputError(
            f"Expected a bundled model: {', '.join(MODELS)}. "
            f"Received: {name!s:.200}. For others, `arm_tf.load_model`."
        )
    return load_model(name)
