"""Picture in, faces and what they show out.

    from arm_tf import Analyzer

    faces = Analyzer().read("photo.jpg")
    for face in faces:
        print(face.label, face.confidence, face.box)

Needs numpy, OpenCV and LiteRT alone, and starts in less than a second.
"""

import os
import pathlib
import warnings

import numpy as np

from arm_tf.errors import InputError
from arm_tf.faces import crop, pictures
from arm_tf.faces.alignment import align_face
from arm_tf.faces.detector import Detection, FaceDetector
from arm_tf.inference.classifier import Classifier
from arm_tf.inference.model_settings import Settings
from arm_tf.inference.results import Faces, make_face
from arm_tf.inference.smoothing import predict_once
from arm_tf.inference.times import Times

SHIPPED = pathlib.Path(__file__).resolve().parents[1] / "pretrained"
THREADS = min(4, os.cpu_count() or 1)


class Analyzer:
    """Finds the faces in pictures and tells what they show.

    Not for several threads at a time; each takes one of its own.

    Args:
        model: name of a model that comes along, "ferplus" (the best),
            "mobile" (small) or "fer2013" (FER2013's own, less certain
            labels); or path of an exported `.tflite` file, with `model.json`
            beside it.
        threads: int. Threads to compute with.
        small_faces: bool. Whether to look for faces of 20 to 60 pixels in
            large pictures too, which takes a look per 480 x 480 pixels.

    Attributes:
        class_names: tuple of str.
        settings: `model_settings.Settings`.
        times: `times.Times`, how long each step took.

    Raises:
        InputError: a file is missing, damaged, or no such model.

    Example:

    >>> Analyzer().read(np.zeros((480, 640, 3), "uint8"))
    <no face>
    """

    def __init__(
        self,
        model: str | os.PathLike = "ferplus",
        threads: int = THREADS,
        small_faces: bool = False,
    ):
        self._classifier = Classifier(find_model(model), threads)
        self._detector = FaceDetector(threads, tiles=small_faces)
        self.class_names = self._classifier.class_names
        self.settings = self._classifier.settings
        self.times = Times()

    @property
    def labels(self) -> tuple:
        """The class names, by their name in version 0.1.0."""
        warnings.warn(
            "Analyzer.labels is now Analyzer.class_names",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.class_names

    def read(self, picture):
        """Returns the `Faces` of a picture, or a list for a list.

        Args:
            picture: path of an image file, turned as its Exif says; or uint8
                or uint16 array `(height, width, 3)` RGB, `(height, width, 4)`
                RGBA, `(height, width)` or `(height, width, 1)` grey; or a
                list or tuple of either.

        Raises:
            InputError: a file is no picture, or an array is none.
        """
        if isinstance(picture, list | tuple):
            return [self.read(one) for one in picture]
        if isinstance(picture, str | os.PathLike):
            image, source = pictures.open_picture(picture), str(picture)
        else:
            image, source = pictures.as_rgb(picture), ""
        faces = [
            make_face(detection, prediction, self.class_names, number)
            for number, (detection, prediction) in enumerate(
                self._predictions(image), 1
            )
        ]
        return Faces(faces, image, source)

    def _predictions(self, image):
        for detection, probabilities in self.look(image):
            yield (
                detection,
                predict_once(probabilities, self.class_names, self.settings),
            )

    def look(self, image: np.ndarray) -> list:
        """Returns a list of `(Detection, probabilities)`, from left to right.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        with self.times.of("detect"):
            detections = self._detector(image)
        results = []
        for face in detections:
            with self.times.of("align"):
                size = self._classifier.image_size
                pixels = face_pixels(image, face, self.settings, size)
            with self.times.of("classify"):
                results.append((face, self._classifier(pixels)))
        return results


def face_pixels(
    image: np.ndarray, face: Detection, settings: Settings, size: int
) -> np.ndarray:
    """Returns a face as a classifier takes it: uint8 `(size, size, 3)`.

    Cut by its points where the model knows its training faces' points, else
    by its box.
    """
    if settings.points:
        try:
            return align_face(image, face.points, settings.points, size)
        except ValueError:  # All points in one place.
            pass
    return crop.face_pixels(image, face.box, settings.crop_margin, size)


def find_model(model: str | os.PathLike) -> pathlib.Path:
    """Returns the path of a model that comes along, or of a file.

    Raises:
        InputError: it is neither.
    """
    shipped = {
        path.parents[1].name: path
        for path in sorted(SHIPPED.glob("*/tflite/model.tflite"))
    }
    path = pathlib.Path(model)
    if path.is_dir() and (path / "model.tflite").is_file():
        return path / "model.tflite"
    if path.suffix or path.exists() or path.parent != pathlib.Path("."):
        return path  # What is wrong with it, the classifier says.
    if str(model) not in shipped:
        raise InputError(
            f"Expected a model that comes along ({', '.join(shipped)}), or "
            f"the path of a .tflite file. Received: {model!s:.200}."
        )
    return shipped[str(model)]
