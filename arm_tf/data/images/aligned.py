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

    Args:
        images: sequence of uint8 faces.
        points: float64 `(faces, 4, 2)` in pixels of each face; NaN where they
            are unknown.
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
    """Returns the faces, aligned where their points are detected.

    Args:
        faces: `FaceSet`, not aligned.
        name: of the split, for the progress bar.
    """
    points = points_cache.read(faces.hashes)
    if points is None:
        points = _find(faces, name)
        points_cache.write(faces.hashes, points)
    return dataclasses.replace(
        faces, images=AlignedImages(faces.images, points)
    )


def _find(faces, name):
    """Returns float64 `(faces, 4, 2)`, NaN where none are detected."""
    images = faces.images
    points = np.full((len(images), 4, 2), np.nan)
    found = machine.in_order(
        functools.partial(_points_of, images, i) for i in range(len(images))
    )
    places = tqdm.tqdm(
        found, f"Finding eyes in {name}", len(faces), disable=None
    )
    for index, place in enumerate(places):
        if place is not None:
            points[index] = place
    return points


def _points_of(images, index):
    return points_of(images[index])
