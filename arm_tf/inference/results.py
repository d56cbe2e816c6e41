"""The results for a picture: its faces and their expressions."""

import collections.abc
import dataclasses
import math
import os
import pathlib

import numpy as np

from arm_tf.errors import InputError
from arm_tf.faces import pictures
from arm_tf.faces.detector import POINTS, Detection
from arm_tf.files import atomic_files
from arm_tf.inference.smoothing import Prediction

DIGITS = 4  # of a written probability
BOX = ("x", "y", "width", "height")  # whole pixels


@dataclasses.dataclass(frozen=True)
class Face:
    """A face and its expression.

    Attributes:
        label: str. The most probable expression; in a video, the one shown.
        sure: bool. Whether the confidence is high enough to rely on.
        confidence: float. The label's probability, calibrated: half of the
            predictions with 0.5 are correct.
        probabilities: dict of label to float, summing to 1.
        box: `(x, y, width, height)` in whole pixels of the picture.
        points: tuple of six `(x, y)` in pixels: right eye (the person's; left
            in the picture), left eye, nose, mouth, right ear, left ear.
        score: float in [0.5, 1]. The detector's score.
        number: int. The face's number, from 1; constant throughout a video.
    """

    label: str
    sure: bool
    confidence: float
    probabilities: dict
    box: tuple
    points: tuple
    score: float
    number: int = 1

    def __hash__(self):
        # Without the probabilities, which are an unhashable dict.
        return hash((self.number, self.label, self.box, self.points))

    @property
    def roll(self) -> float:
        """Degrees of clockwise head tilt, measured at the eyes."""
        (x0, y0), (x1, y1) = self.points[:2]
        return math.degrees(math.atan2(y1 - y0, x1 - x0))

    def to_dict(self) -> dict:
        """Returns a dict for JSON, with rounded numbers."""
        return {
            "face": self.number,
            "label": self.label,
            "sure": self.sure,
            "confidence": round(self.confidence, DIGITS),
            "probabilities": {
                label: round(value, DIGITS)
                for label, value in self.probabilities.items()
            },
            "box": list(self.box),
            "roll": round(self.roll, 1),
            "score": round(self.score, DIGITS),
            "points": {
                name: [round(x, 1), round(y, 1)]
                for name, (x, y) in zip(POINTS, self.points, strict=True)
            },
        }


def make_face(
    detection: Detection,
    prediction: Prediction,
    class_names: tuple,
    number: int,
) -> Face:
    """Returns the `Face` of a detection and its prediction."""
    values = map(float, prediction.probabilities)
    return Face(
        label=prediction.label,
        sure=prediction.sure,
        confidence=prediction.confidence,
        probabilities=dict(zip(class_names, values, strict=True)),
        box=detection.box,
        points=detection.points,
        score=detection.score,
        number=number,
    )


class Faces(collections.abc.Sequence):
    """The faces of one picture, from left to right; works like a list.

    Equal if faces, file and picture size are equal. Picklable and hashable.

    Args:
        faces: iterable of `Face`.
        image: uint8 `(height, width, 3)`, RGB: the picture.
        source: str. The picture's file, or "" if there is none.
    """

    def __init__(self, faces, image: np.ndarray, source: str = ""):
        self._faces = tuple(faces)
        self._image = image
        self._size = image.shape[:2]
        self.source = source

    @property
    def image(self) -> np.ndarray:
        """The picture, uint8 `(height, width, 3)`, RGB.

        Raises:
            InputError: its pixels were freed, and its file is gone or has
                changed.
        """
        if self._image is not None:
            return self._image
        image = pictures.open_picture(self.source)
        if image.shape[:2] != self._size:
            raise InputError(
                f"Expected {pictures.shown(self.source)} as it was read. "
                "Received: a picture of another size. Read it again."
            )
        return image

    def forget_picture(self) -> None:
        """Frees the pixels of a picture whose file can be decoded again."""
        if self.source:
            self._image = None

    def __getitem__(self, index):
        return self._faces[index]

    def __len__(self):
        return len(self._faces)

    def __eq__(self, other):
        return isinstance(other, Faces) and self._value() == other._value()

    def __hash__(self):
        return hash(self._value())

    def _value(self):
        return self._faces, self._size, self.source

    def __repr__(self):
        told = ", ".join(
            f"{'' if face.sure else 'unsure, '}{face.label} "
            f"{face.confidence:.0%}"
            for face in self
        )
        number = f"{len(self)} face{'' if len(self) == 1 else 's'}"
        return f"<{number}: {told}>" if told else "<no face>"

    def plot(self) -> np.ndarray:
        """Returns the picture with the faces marked: uint8 RGB.

        It is larger than the picture if that is small, and has a margin if a
        label would otherwise cover a face.
        """
        from arm_tf.inference.drawing.annotate import annotate

        return annotate(self.image, self)

    def save(self, path: str | os.PathLike) -> None:
        """Writes the image of `plot`; the suffix chooses the format.

        Raises:
            InputError: OpenCV cannot write this format, or not to this path.
        """
        suffix = pathlib.Path(path).suffix
        if suffix.lower() not in pictures.WRITTEN:
            raise InputError(
                f"Expected a picture's name ({', '.join(pictures.WRITTEN)}). "
                f"Received: {pictures.shown(path)}."
            )
        atomic_files.write_bytes(path, pictures.encode(self.plot(), suffix))

    def _repr_png_(self):
        return pictures.encode(self.plot(), ".png")

    def rows(self) -> list[dict]:
        """Returns a flat dict for each face: `pandas.DataFrame(faces.rows())`.

        The box is in `x`, `y`, `width` and `height`; each class has a column
        with its probability.
        """
        return [
            {
                "file": self.source or None,
                "face": face.number,
                "label": face.label,
                "sure": face.sure,
                "confidence": face.confidence,
                **face.probabilities,
                **dict(zip(BOX, face.box, strict=True)),
                "roll": face.roll,
                "score": face.score,
            }
            for face in self
        ]

    def to_dict(self) -> dict:
        """Returns a dict for JSON: file, width, height and faces."""
        height, width = self._size
        return {
            "file": self.source or None,
            "width": width,
            "height": height,
            "faces": [face.to_dict() for face in self],
        }
