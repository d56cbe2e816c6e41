"""Paths of models: bundled ones by name, runs by folder, files by path.

A bundled model's name always means that model; a folder or file of the same
name in the working folder is written as `./mobile`. Its exported file is in
this package. Its Keras file is there too in a checkout; installations get it
as a package of its own, arm_tf_weights, which only training needs.
"""

import importlib.util
import os
import pathlib

from arm_tf.errors import WITH_TRAIN, InputError

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "pretrained"
MODELS = ("ferplus", "mobile", "mobile_arm", "fer2013")


def tflite_file(name: str) -> pathlib.Path:
    """Returns the path of a bundled model's exported file."""
    return FOLDER / name / "tflite" / "model.tflite"


def is_bundled(model: str | os.PathLike) -> bool:
    """Whether a name is that of a bundled model: "mobile", not "./mobile"."""
    return os.fspath(model) in MODELS


def find_run(model: str | os.PathLike) -> pathlib.Path:
    """Returns the folder of a run: a bundled model's by its name, or a path.

    Raises:
        InputError: the bundled model's Keras file is not installed.
    """
    if not is_bundled(model):
        return pathlib.Path(model)
    folders = [FOLDER / model]
    if package := importlib.util.find_spec("arm_tf_weights"):
        folders.append(pathlib.Path(package.origin).parent / model)
    for folder in folders:
        if (folder / "model.keras").is_file():
            return folder
    raise InputError(
        f"Expected the bundled model {model} as a Keras file. Received: an "
        f"installation without it. {WITH_TRAIN}"
    )


def find_keras(model: str | os.PathLike) -> pathlib.Path:
    """Returns the model file of a bundled model or a run, or a file itself."""
    path = find_run(model)
    named = path.is_file() or (path.suffix and not path.is_dir())
    return path if named else path / "model.keras"


def find_tflite(model: str | os.PathLike) -> pathlib.Path:
    """Returns the exported file of a bundled model, a run or an export.

    Args:
        model: a bundled model's name, the folder of a run that was exported or
            of an export, or a `.tflite` file.

    Raises:
        InputError: it is none of these.
    """
    if is_bundled(model):
        return tflite_file(os.fspath(model))
    path = pathlib.Path(model)
    if not path.is_dir():
        if path.suffix or path.exists() or path.parent != pathlib.Path("."):
            return path  # The caller that opens it reports what is wrong.
        raise InputError(
            f"Expected a bundled model ({', '.join(MODELS)}), a run's folder, "
            f"or a .tflite file. Received: {path}, which does not exist."
        )
    for file in (path / "model.tflite", path / "tflite" / "model.tflite"):
        if file.is_file():
            return file
    raise InputError(
        f"Expected a folder with an exported model. Received: {path}, without "
        f"tflite/model.tflite. Make it with `arm-tf export {path}`."
    )
