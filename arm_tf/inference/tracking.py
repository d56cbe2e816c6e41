"""Tracks faces from frame to frame, by their points."""

import math

from arm_tf.faces.detector import Detection
from arm_tf.inference.model_settings import Settings
from arm_tf.inference.results import Face, make_face
from arm_tf.inference.smoothing import Smoother

# How far eyes, nose and mouth may move between frames, in sides of the box;
# beyond, it is another face. Two faces side by side are a whole side apart.
FARTHEST = 0.6
PATIENCE = 1.0  # seconds that a face may be undetected
INNER = 4  # points: without the ears, which are often hidden


class Tracker:
    """Numbers the faces of a video and smooths each one's probabilities."""

    def __init__(self, class_names: tuple, settings: Settings):
        self._class_names = class_names
        self._settings = settings
        self._tracks = {}  # number -> (Detection, time, Smoother)
        self._last = 0

    def update(self, found: list, time: float) -> list[Face]:
        """Returns the faces in the order given, with persistent numbers.

        Args:
            found: list of `(Detection, probabilities)`.
            time: seconds since the start; never decreases.
        """
        self._tracks = {
            number: track
            for number, track in self._tracks.items()
            if time - track[1] <= PATIENCE
        }
        numbers = self._match([place for place, _ in found])
        faces = []
        for (place, probabilities), number in zip(found, numbers, strict=True):
            if number is None:
                number = self._last = self._last + 1
                smoother = Smoother(self._class_names, self._settings)
            else:
                smoother = self._tracks[number][2]
            self._tracks[number] = (place, time, smoother)
            prediction = smoother.update(probabilities, time)
            faces.append(
                make_face(place, prediction, self._class_names, number)
            )
        return faces

    def _match(self, places):
        """Returns each face's known number or None; matches nearest first."""
        pairs = sorted(
            (distance(place, track[0]), index, number)
            for index, place in enumerate(places)
            for number, track in self._tracks.items()
        )
        numbers = [None] * len(places)
        for apart, index, number in pairs:
            free = numbers[index] is None and number not in numbers
            if free and apart <= FARTHEST:
                numbers[index] = number
        return numbers


def distance(one: Detection, other: Detection) -> float:
    """Returns the points' mean distance, relative to the boxes' mean side."""
    pairs = zip(one.points[:INNER], other.points[:INNER], strict=True)
    apart = sum(math.dist(a, b) for a, b in pairs) / INNER
    return 4 * apart / (sum(one.box[2:]) + sum(other.box[2:]))
