"""Saved classifiers, loaded with every layer they may hold."""

import json
import pathlib
import zipfile

import keras

import arm_tf.layers  # noqa: F401, registers what a saved model is made of
from arm_tf.errors import InputError, is_out_of_memory, out_of_memory
from arm_tf.files.model_files import MODELS, find_keras
from arm_tf.models.keras_files import METADATA
from arm_tf.models.parts import KerasClassifier


def load_model(model: str | pathlib.Path) -> keras.Model:
    """Returns a trained classifier.

    Args:
        model: a bundled model's name, a run's folder or a `.keras` file. Models
            that were fine-tuned quantization-aware load as well.

    Returns:
        `keras.Model` from RGB pixels in [0, 255], `(batch, size, size, 3)`, to
        calibrated logits, float32 `(batch, classes)`.

    Raises:
        InputError: there is none, it is damaged, or from another project.

    Example:

    >>> model = load_model("runs/first")
    >>> probabilities = keras.ops.softmax(model(faces))
    """
    path = find_keras(model)
    if not path.is_file():
        raise InputError(
            f"Expected a bundled model ({', '.join(MODELS)}), a run's folder "
            f"or a .keras file. Received: {path}, which does not exist. Train "
            "it to the end of an epoch with `arm-tf train`."
        )
    try:
        model = keras.saving.load_model(path, compile=False)
    except Exception as error:  # Keras may raise almost any.
        if is_out_of_memory(error):
            raise InputError(
                f"{out_of_memory(error)} If that is not it, {path} is damaged: "
                "train again."
            ) from None
        version = _newer_keras(path)
        if version:
            raise InputError(
                f"Expected a .keras file that Keras {keras.__version__} can "
                f"read. Received: {path}, written by Keras {version}. Install "
                f"keras=={version}."
            ) from None
        raise InputError(
            f"Expected a .keras file of this project. Received: {path}, which "
            f"does not load ({str(error):.200}). Train again."
        ) from None
    KerasClassifier(model)  # Checks that it is one of this project.
    for layer in model.layers:  # A backbone may have been saved while frozen.
        layer.trainable = True
    return model


def _newer_keras(path):
    """Returns the version of Keras that wrote a file, if it is newer."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(METADATA))
        version = about["keras_version"]
        newer = _numbers(version) > _numbers(keras.__version__)
    except Exception:  # A damaged file says nothing.
        return None
    return version if newer else None


def _numbers(version):
    return [int(part) for part in version.split(".")[:3] if part.isdigit()]
