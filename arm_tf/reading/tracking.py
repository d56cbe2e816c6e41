"""Which face of this frame was which face of the last."""

from arm_tf.reading.smoothing import Smoother

OVERLAP = 0.3  # of two boxes' union, above which they are one face
PATIENCE = 1.0  # seconds that a face may be out of sight


class Tracker:
    """Numbers the faces of a video and smooths each one's probabilities.

    Args:
        labels: tuple of str.
        settings: `classifier.Settings`.
    """

    def __init__(self, labels, settings):
        self._new_smoother = lambda: Smoother(labels, settings)
        self._tracks = {}  # number -> (box, time, Smoother)
        self._last = 0

    def update(self, found, time):
        """Returns a list of `(number, Face, Reading)`, in the order found.

        Args:
            found: list of `(Face, probabilities)`.
            time: float. Seconds since the start; never falls.
        """
        self._tracks = {
            number: track
            for number, track in self._tracks.items()
            if time - track[1] <= PATIENCE
        }
        numbers = self._match([face.box for face, _ in found])
        results = []
        for (face, probabilities), number in zip(found, numbers, strict=True):
            if number is None:
                number = self._last = self._last + 1
                smoother = self._new_smoother()
            else:
                smoother = self._tracks[number][2]
            self._tracks[number] = (face.box, time, smoother)
            results.append((number, face, smoother.update(probabilities, time)))
        return results

    def _match(self, boxes):
        """Returns a known number or None per box, best overlap first."""
        pairs = sorted(
            (
                (-overlap(box, track[0]), index, number)
                for index, box in enumerate(boxes)
                for number, track in self._tracks.items()
            ),
        )
        numbers = [None] * len(boxes)
        for score, index, number in pairs:
            free = numbers[index] is None and number not in numbers
            if free and -score >= OVERLAP:
                numbers[index] = number
        return numbers


def overlap(one, other):
    """Returns the common area of two boxes as a share of their union."""
    width, height = (
        min(one[i] + one[i + 2], other[i] + other[i + 2])
        - max(one[i], other[i])
        for i in (0, 1)
    )
    common = max(0, width) * max(0, height)
    areas = one[2] * one[3] + other[2] * other[3]
    return common / (areas - common)
