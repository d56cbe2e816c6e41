"""Runs an exported expression classifier with only LiteRT and NumPy.

The file takes uint8 RGB pixels, gives float32 probabilities, and has its labels
in `labels.txt`, in the zip archive at its end. `model.json` beside it holds the
settings for alignment and for unsure predictions. So this module needs no mean,
no standard deviation and no order of labels.
"""

import copy
import hashlib
import pathlib
import zipfile
import zlib

import numpy as np

from arm_tf.errors import InputError
from arm_tf.faces import litert
from arm_tf.inference import model_settings
from arm_tf.inference.model_settings import MAKE_ONE

LONGEST_LABELS = 2**16  # bytes; a longer file is no list of labels
# The exceptions of a damaged zip archive.
BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
)


class Classifier:
    """An exported `.tflite` file, ready to run. Not thread-safe; see `copy`.

    Args:
        path: the `.tflite` file, with `model.json` beside it.
        threads: int. Threads for LiteRT.

    Attributes:
        class_names: tuple of str, one per probability.
        image_size: int. Side of the faces in pixels.
        settings: `model_settings.Settings`.

    Raises:
        InputError: a file is missing, damaged, or not an expression
            classifier; or needs a newer LiteRT.
    """

    def __init__(self, path, threads=1):
        path = pathlib.Path(path)
        content = _content(path)
        description = model_settings.load(path)
        _check_whole(path, content, description)
        self.class_names = _labels(path)
        self._content, self._threads = content, threads
        self._interpreter = _interpreter(path, content, threads)
        self._input, self._output = _ends(
            path, self._interpreter, self.class_names
        )
        self.image_size = int(self._input["shape"][1])
        self.settings = model_settings.check(
            path, description, self.class_names, self.image_size
        )

    def copy(self) -> "Classifier":
        """Returns another `Classifier` of the same file, for another thread."""
        other = copy.copy(self)
        other._interpreter = _interpreter("", self._content, self._threads)
        return other

    def __call__(self, face):
        """Returns the probabilities of a face's expressions.

        Args:
            face: uint8 `(image_size, image_size, 3)`, RGB in [0, 255].

        Returns:
            float32 `(classes,)`, summing to 1.
        """
        expected = (self.image_size, self.image_size, 3)
        if face.shape != expected or face.dtype != np.uint8:
            raise ValueError(
                f"Expected a uint8 face of shape {expected}. "
                f"Received: {face.dtype} {face.shape}"
            )
        self._interpreter.set_tensor(self._input["index"], face[None])
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output["index"])[0]


def _content(path):
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"Expected a .tflite file. Received: {path}, which does not "
            f"exist. {MAKE_ONE}"
        ) from None
    if content[4:8] != b"TFL3":
        raise InputError(
            f"Expected a .tflite file. Received: {path}, which is something "
            f"else. {MAKE_ONE}"
        )
    return content


def _labels(path):
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("labels.txt") as file:
                text = file.read(LONGEST_LABELS).decode("utf-8")
    except BAD_ZIP as error:
        raise InputError(
            f"Expected {path} to carry its labels, as labels.txt in a zip "
            f"archive at its end. Received: a file without ({error}), perhaps "
            f"cut. {MAKE_ONE}"
        ) from None
    labels = tuple(text.rstrip("\n").split("\n"))
    if not all(label.strip() for label in labels) or (
        len(set(labels)) < max(2, len(labels))
    ):
        raise InputError(
            f"Expected two or more different labels in {path}. "
            f"Received: {', '.join(labels)!r:.200}. {MAKE_ONE}"
        )
    return labels


def _check_whole(path, content, description):
    """Raises `InputError` if the file does not match its `model.json`.

    LiteRT checks little of a file, and a damaged one can crash the process.
    This detects damage, not malice: whoever changes both files can change the
    digest.
    """
    digest = hashlib.sha256(content).hexdigest()
    if isinstance(description, dict) and (
        description.get("sha256", digest) != digest
    ):
        raise InputError(
            f"Expected {path} as its model.json describes it. Received: a "
            "damaged file, or another model's. Copy both files of one export."
        )


def _interpreter(path, content, threads):
    try:
        interpreter = litert.interpreter(content, threads)
        interpreter.invoke()  # Some damage shows only here, or in `_ends`.
        for end in _details(interpreter):
            interpreter.get_tensor(end["index"])
    except (ValueError, RuntimeError) as error:
        raise InputError(
            f"Expected a whole .tflite file that this LiteRT can run. "
            f"Received: {path}: {error!s:.200}. Export it again, or install "
            "the versions in requirements.txt."
        ) from None
    return interpreter


def _details(interpreter):
    return interpreter.get_input_details() + interpreter.get_output_details()


def _ends(path, interpreter, class_names):
    """Returns the details of the input and the output tensor, checked."""
    ends = _details(interpreter)
    found = [(end["dtype"].__name__, tuple(end["shape"])) for end in ends]
    side = found[0][1][1] if len(found[0][1]) == 4 else 0
    expected = [
        ("uint8", (1, side, side, 3)),
        ("float32", (1, len(class_names))),
    ]
    if found != expected or ends[0]["quantization"] != (1.0, 0):
        shown = ", ".join(f"{kind} {list(map(int, s))}" for kind, s in found)
        raise InputError(
            "Expected a classifier from uint8 RGB [1, side, side, 3], scale 1 "
            f"and zero point 0, to float32 [1, {len(class_names)}], one per "
            f"class. Received: {path} with {shown}, quantization "
            f"{ends[0]['quantization']}. {MAKE_ONE}"
        )
    return ends
