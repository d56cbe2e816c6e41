"""Faces of a data set, each aligned by its own eyes, nose and mouth.

Inference aligns faces in the same way, so a model is trained on the kind of
faces that it will see. A face whose points are not detected stays as it is.
Points are detected when the data set is first loaded, and kept in the user's
cache folder. Faces are aligned when they are accessed, in less than a
millisecond each.
"""

import dataclasses
import functools

import numpy as np
import tqdm

from arm_tf import machine
from arm_tf.data.face_sets import FaceSet
from arm_tf.data.images import points_cache
from arm_tf.data.images.face_points import points_of
from arm_tf.faces.alignment import STANDARD, align_face


class AlignedImages:
    """The images of another source, aligned by their points.

    These are float64 `(faces, 4, 2)` in pixels; NaN where they are unknown.
    """

    def __init__(self, images, points):
        self.images = images
        self.points = points

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        """Returns a face, uint8 `(side, side, 1 or 3)`."""
        face, points = self.images[index], self.points[index]
        if np.isnan(points).any():
            return face
        return align_face(face, points, STANDARD, min(face.shape[:2]))


def align(faces: FaceSet, name: str) -> FaceSet:
    """Returns a split's faces, aligned where their points are detected."""
    points = points_cache.read(faces.hashes)
    if points is None:
        points = _find(faces, name)
        points_cache.write(faces.hashes, points)
    return dataclasses.replace(
        faces, images=AlignedImages(faces.images, points)
    )


def _find(faces, name):
    """Returns float64 `(faces, 4, 2)`, NaN where none are detected."""

    def find(index):
        return points_of(faces.images[index])

    points = np.full((len(faces), 4, 2), np.nan)
    jobs = (functools.partial(find, index) for index in range(len(faces)))
    found = machine.in_order(jobs)
    title = f"Finding eyes in {name}"
    for index, place in enumerate(
        tqdm.tqdm(found, title, len(faces), disable=None)
    ):
        if place is not None:
            points[index] = place
    return points
