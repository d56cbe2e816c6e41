"""Finds faces in a video: near where they were, everywhere now and then.

Searching a whole frame takes longer than all the rest. A face has not gone
far in 40 milliseconds, so most frames are searched around the known faces
only; a new face is noticed at the next full search.
"""

from arm_tf.reading.crop import crop_face, square
from arm_tf.reading.faces import Face
from arm_tf.reading.tracking import overlap

EVERY = 10  # frames: one full search
AROUND = 0.35  # of a face's longer side, searched on each side of it
NEAR = 1 / 4  # of what is searched then: the smallest face
SAME = 0.3  # of two boxes' union, from which they are one face


class Follower:
    """A detector for the frames of a video, in their order.

    Args:
        wide: detector for a whole frame.
        near: detector for the surroundings of a face, see `NEAR`.
    """

    def __init__(self, wide, near):
        self.wide = wide
        self.near = near
        self._faces = []
        self._age = 0  # frames since the last full search

    def __call__(self, image):
        """Returns a list of `Face`, from left to right.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        found = []
        self._age += 1
        if self._age < EVERY:
            found = [self._again(image, face) for face in self._faces]
        if not found or None in found or _doubled(found):
            found = self.wide(image)
            self._age = 0
        self._faces = sorted(found, key=lambda face: face.box)
        return self._faces

    def _again(self, image, face):
        """Returns where a face is now, or None."""
        left, top, _ = square(face.box, AROUND)
        best = None
        for other in self.near(crop_face(image, face.box, AROUND)):
            x, y, width, height = other.box
            moved = Face((x + left, y + top, width, height), other.roll)
            score = overlap(moved.box, face.box)
            if score >= SAME and (best is None or score > best[0]):
                best = score, moved
        if best is None or not _on(image, best[1].box):
            return None
        return best[1]


def _on(image, box):
    """Returns whether a box has its centre on the picture."""
    height, width = image.shape[:2]
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return 0 <= x <= width and 0 <= y <= height


def _doubled(found):
    return any(
        overlap(one.box, other.box) >= SAME
        for index, one in enumerate(found)
        for other in found[:index]
    )
