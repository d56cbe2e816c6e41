"""Faces of a data set, each cut by its own eyes, nose and mouth.

So are the faces in the pictures that a model will be shown; whoever trains on
such cuts trains on what will be read. A face whose points are not found stays
as it is. Points are looked for when the data set is first read, and kept in the
user's cache folder; the cuts are made whenever a face is asked for, which takes
less than a millisecond.
"""

import dataclasses
import functools

import numpy as np

from arm_tf import machine
from arm_tf.data.face_sets import FaceSet
from arm_tf.data.images import points_cache
from arm_tf.data.images.face_points import points_of
from arm_tf.data.progress import track
from arm_tf.faces.alignment import STANDARD, align_face


class AlignedImages:
    """The images of another source, cut by points.

    Args:
        images: what has a length and gives uint8 faces.
        points: float64 `(faces, 4, 2)` in pixels of each face; not a number
            where they are not known.
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
    """Returns the faces, cut by their points where these are found.

    Args:
        faces: as the data set has them.
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
    """Returns float64 `(faces, 4, 2)`, not a number where none are found."""
    images = faces.images
    points = np.full((len(images), 4, 2), np.nan)
    found = machine.in_order(
        functools.partial(_points_of, images, i) for i in range(len(images))
    )
    for index, place in enumerate(
        track(found, f"Finding eyes in {name}", len(faces))
    ):
        if place is not None:
            points[index] = place
    return points


def _points_of(images, index):
    return points_of(images[index])
