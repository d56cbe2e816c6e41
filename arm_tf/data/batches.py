"""Shuffled batches of faces, all of one size, for any Keras backend."""

import contextlib
import math
from collections.abc import Callable

import cv2
import keras
import numpy as np

from arm_tf.data.face_sets import FaceSet
from arm_tf.errors import InputError


class FaceBatches(keras.utils.PyDataset):
    """The faces of a split in batches, one epoch long.

    Args:
        faces: `arm_tf.data.face_sets.FaceSet`.
        image_size: int. Side of the images in pixels.
        batch_size: int. Faces per batch; the last batch may be smaller,
            unless `sampler` is given: then it is dropped, so that every
            training step has the same shape and BatchNorm gets no tiny batch.
        sampler: None for the order of the set, or a function of the epoch's
            number that returns int `(n,)`, the indices to train on.
        weights: None or float32 `(classes,)`, the weight of each class.
        **kwargs: `workers` and the like, for `keras.utils.PyDataset`.

    Each item is `(images, targets, weights)`: uint8 `(batch, image_size,
    image_size, 3)`, RGB in [0, 255]; float32 `(batch, classes)`, each row
    summing to 1; float32 `(batch,)`.
    """

    def __init__(
        self,
        faces: FaceSet,
        image_size: int,
        batch_size: int,
        sampler: Callable[[int], np.ndarray] | None = None,
        weights: np.ndarray | None = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.faces = faces
        self.image_size = image_size
        self.batch_size = batch_size
        self.sampler = sampler
        self.weights = weights
        self.fault = None
        self.go_to_epoch(0)

    def go_to_epoch(self, epoch: int) -> None:
        """Sets the number of the next epoch, for a resumed run."""
        self.epoch = epoch
        self._order = np.arange(len(self.faces))
        if self.sampler is not None:
            order = self.sampler(epoch)
            whole = len(order) // self.batch_size * self.batch_size
            self._order = order[: whole or len(order)]

    def __len__(self):
        return math.ceil(len(self._order) / self.batch_size)

    def on_epoch_end(self):
        self.go_to_epoch(self.epoch + 1)

    def __getitem__(self, index):
        start = index * self.batch_size
        rows = self._order[start : start + self.batch_size]
        images = np.stack([self._face(row) for row in rows])
        targets = self.faces.targets[rows]
        weights = np.ones(len(rows), "float32")
        if self.weights is not None:
            weights = targets @ self.weights
        return images, targets, weights

    def _face(self, row):
        try:
            return face(self.faces.images[row], self.image_size)
        except InputError as error:
            self.fault = error
            raise

    @contextlib.contextmanager
    def reading(self):
        """Re-raises an exception from reading a face unchanged.

        TensorFlow reads batches from a generator, and replaces its exceptions
        with a long one of its own.
        """
        try:
            yield
        except Exception:
            if self.fault is None:
                raise
            raise self.fault from None


def face(image: np.ndarray, image_size: int) -> np.ndarray:
    """Returns a face as the models expect it.

    Args:
        image: uint8 `(height, width, 1 or 3)`, grey or RGB.
        image_size: int. Side of the result in pixels.

    Returns:
        uint8 `(image_size, image_size, 3)`, RGB. Resized bilinearly, as the
        demos do on every platform.
    """
    if image.shape[:2] != (image_size, image_size):
        image = cv2.resize(image, (image_size, image_size))
    if image.ndim == 2:
        image = image[..., None]
    if image.shape[-1] == 1:
        image = np.repeat(image, 3, axis=-1)
    return image
