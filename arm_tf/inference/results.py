"""What is told about the faces in a picture."""

import collections.abc
import dataclasses
import math

import numpy as np

from arm_tf.faces.detector import POINTS, Detection
from arm_tf.inference.smoothing import Prediction

DIGITS = 4  # of a probability, where it is written


@dataclasses.dataclass(frozen=True)
class Face:
    """A face, and what it shows.

    Attributes:
        label: str. The most probable expression; in a video, the one shown.
        sure: bool. Whether the answer can be relied on.
        confidence: float. The label's probability; calibrated: of the
            answers given with 0.5, half are right.
        probabilities: dict of label to float, summing to 1.
        box: `(x, y, width, height)` in whole pixels of the picture.
        points: tuple of six `(x, y)` in pixels: right eye (the person's; left
            in the picture), left eye, nose, mouth, right ear, left ear.
        score: float in [0.5, 1]. How sure the detector is that it is a face.
        number: int. Which face it is, from 1; the same through a video.
    """

    label: str
    sure: bool
    confidence: float
    probabilities: dict
    box: tuple
    points: tuple
    score: float
    number: int = 1

    @property
    def roll(self) -> float:
        """Degrees by which the head is tilted clockwise, from its eyes."""
        (x0, y0), (x1, y1) = self.points[:2]
        return math.degrees(math.atan2(y1 - y0, x1 - x0))

    def to_dict(self) -> dict:
        """Returns what JSON can hold; numbers rounded for people."""
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

    Args:
        faces: iterable of `Face`.
        image: uint8 `(height, width, 3)`, RGB: the picture.
        source: str. The picture's file, or "" for an array.
    """

    def __init__(self, faces, image: np.ndarray, source: str = ""):
        self._faces = tuple(faces)
        self.image = image
        self.source = source

    def __getitem__(self, index):
        return self._faces[index]

    def __len__(self):
        return len(self._faces)

    def __repr__(self):
        told = ", ".join(
            f"{'' if face.sure else 'unsure, '}{face.label} "
            f"{face.confidence:.0%}"
            for face in self
        )
        return f"<{len(self)} faces: {told}>" if told else "<no face>"

    def plot(self) -> np.ndarray:
        """Returns the picture with the faces marked: uint8 RGB.

        It is larger than the picture where that is small, and has a margin
        where an answer would otherwise cover a face.
        """
        from arm_tf.inference.drawing.annotate import annotate

        return annotate(self.image, self)

    def to_dict(self) -> dict:
        """Returns what JSON can hold: file, width, height and faces."""
        height, width = self.image.shape[:2]
        return {
            "file": self.source or None,
            "width": width,
            "height": height,
            "faces": [face.to_dict() for face in self],
        }
