"""From a picture to its faces and their expressions.

    from arm_tf import Analyzer

    faces = Analyzer().read("photo.jpg")
    for face in faces:
        print(face.label, face.confidence, face.box)

Needs only NumPy, OpenCV and LiteRT, and starts in less than a second.
"""

import contextlib
import functools
import os
import warnings
from collections.abc import Iterable, Iterator

import numpy as np

from arm_tf import machine
from arm_tf.errors import InputError
from arm_tf.faces import crop, pictures
from arm_tf.faces.alignment import align_face
from arm_tf.faces.detector import Detection, FaceDetector
from arm_tf.files import model_files
from arm_tf.inference.classifier import Classifier
from arm_tf.inference.model_settings import Settings
from arm_tf.inference.results import Faces, make_face
from arm_tf.inference.smoothing import predict_once
from arm_tf.inference.times import Times
from arm_tf.inference.tracking import Tracker
from arm_tf.inference.video import Video

THREADS = min(4, machine.cpus())


class Analyzer:
    """Detects the faces in pictures and classifies their expressions.

    Thread-safe: each call takes networks that no other call is using, and loads
    more if there are none. A server with many threads is fastest with
    `threads=1`.

    Args:
        model: name of a bundled model, "ferplus" (the best), "mobile" (small),
            "mobile_arm" (the same network with ARM instead of pooling) or
            "fer2013" (FER2013's own, less certain labels); the folder of a run
            or of an export; or an exported `.tflite` file, with `model.json`
            beside it.
        threads: int. Threads used for one picture.
        small_faces: bool. Whether to detect faces of 20 to 60 pixels in large
            pictures too, which takes a detector run per 480 x 480 pixels.

    Attributes:
        class_names: tuple of str.
        settings: `model_settings.Settings`.
        times: `times.Times`, how long each step took.

    Raises:
        InputError: a file is missing or damaged, or there is no such model.

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
        self._arguments = (model, threads, small_faces)
        classifier = Classifier(model_files.find_tflite(model), threads)
        self._classifier = classifier
        self._free = [(FaceDetector(threads, tiles=small_faces), classifier)]
        self.class_names = classifier.class_names
        self.settings = classifier.settings
        self.times = Times()

    def __reduce__(self):
        return Analyzer, self._arguments

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
            picture: path of an image file, its bytes, an open file, or a PIL
                image; its Exif orientation is applied. Or a uint8 or uint16
                array `(height, width, 3)` RGB, `(height, width, 4)` RGBA,
                `(height, width)` or `(height, width, 1)` grey. Or a list or
                tuple of these: one that cannot be read becomes an `InputError`
                in its place, and pixels of files are not kept but decoded again
                on access.

        Raises:
            InputError: it is not a picture.
        """
        if isinstance(picture, list | tuple):
            return [self._read_kept_small(one) for one in picture]
        return self._read(picture)

    def _read_kept_small(self, picture):
        faces = self._read_or_error(picture)
        if isinstance(faces, Faces):
            faces.forget_picture()
        return faces

    def stream(self, xs: Iterable, workers: int = 1) -> Iterator:
        """Yields the `Faces` of each picture, in order, as they are read.

        Memory depends only on the number of workers.

        Args:
            xs: iterable of pictures, as `read` takes them; consumed as needed.
            workers: int. Threads that read one picture each, in parallel;
                fastest with `Analyzer(threads=1)`.

        Yields:
            `Faces`, or an `InputError` for a picture that cannot be read.
        """
        jobs = (functools.partial(self._read_or_error, x) for x in xs)
        yield from machine.in_order(jobs, workers)

    def _read_or_error(self, picture):
        try:
            return self._read(picture)
        except InputError as error:
            return error

    def _read(self, picture):
        image = pictures.to_rgb(picture)
        is_path = isinstance(picture, str | os.PathLike)
        faces = [
            make_face(
                detection,
                predict_once(probabilities, self.class_names, self.settings),
                self.class_names,
                number,
            )
            for number, (detection, probabilities) in enumerate(
                self.look(image), 1
            )
        ]
        return Faces(faces, image, str(picture) if is_path else "")

    def video(self, source) -> Iterator[tuple[float, Faces]]:
        """Yields the seconds and the `Faces` of a video's frames.

        Faces are tracked: a face keeps its number through the video, and its
        predictions are smoothed over time.

        Args:
            source: path of a video; or an iterable of pairs of seconds, which
                never decrease, and uint8 arrays `(height, width, 3)`, RGB.

        Raises:
            InputError: there is no such video, or OpenCV cannot read it.
        """
        tracker = Tracker(self.class_names, self.settings)
        is_path = isinstance(source, str | os.PathLike)
        with contextlib.ExitStack() as stack:
            if is_path:
                source = stack.enter_context(contextlib.closing(Video(source)))
            for seconds, image in source:
                faces = tracker.update(self.look(image), seconds)
                yield seconds, Faces(faces, image)

    def look(self, image: np.ndarray) -> list:
        """Returns `(Detection, probabilities)` of faces, from left to right.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        with self._networks() as (detector, classifier):
            with self.times.of("detect"):
                detections = detector(image)
            return [
                (face, self._classify(image, face, classifier))
                for face in detections
            ]

    def _classify(self, image, face, classifier):
        with self.times.of("align"):
            size = classifier.image_size
            pixels = face_pixels(image, face, self.settings, size)
        with self.times.of("classify"):
            return classifier(pixels)

    @contextlib.contextmanager
    def _networks(self):
        """Yields a detector and a classifier that no other thread is using."""
        try:
            networks = self._free.pop()  # atomic: thread-safe
        except IndexError:
            _, threads, small_faces = self._arguments
            detector = FaceDetector(threads, tiles=small_faces)
            networks = detector, self._classifier.copy()
        try:
            yield networks
        finally:
            self._free.append(networks)


def face_pixels(
    image: np.ndarray, face: Detection, settings: Settings, size: int
) -> np.ndarray:
    """Returns a face as a classifier expects it: uint8 `(size, size, 3)`.

    Aligned by its points if the model has its training faces' points, else
    cropped by its box.
    """
    if settings.points:
        try:
            return align_face(image, face.points, settings.points, size)
        except ValueError:  # All points coincide.
            pass
    return crop.face_pixels(image, face.box, settings.crop_margin, size)
