"""Keeps pixels in memory, as long as they fit."""

import numpy as np

from arm_tf.data.face_sets import ArrayImages


class Memory:
    """Takes the images of one split and keeps them while they fit.

    While all have the size of the first, they are written into one block, so
    that they are never in memory twice. There are at most `num_images`, and
    `budget` bytes of pixels fit.
    """

    def __init__(self, num_images, budget):
        self.num_images = num_images
        self.budget = budget
        self.used = 0  # bytes
        self._block = None
        self._faces = []

    def keep(self, image):
        """Adds an image, uint8 `(height, width, channels)`."""
        if self._faces is None:
            return
        if not self._faces and image.nbytes * self.num_images <= self.budget:
            self._block = np.empty((self.num_images, *image.shape), "uint8")
        if self._block is not None and image.shape == self._block.shape[1:]:
            slot = self._block[len(self._faces)]
            slot[:] = image
            image = slot
        self._faces.append(image)
        self.used += image.nbytes
        if self.used > self.budget:
            self._block, self._faces, self.used = None, None, 0

    def images(self):
        """Returns the images as a source for `FaceSet`.

        `ArrayImages` if all have one size, a list of arrays if sizes differ,
        None if they did not fit.
        """
        if self._faces is None:
            return None
        in_block = [face.base is self._block for face in self._faces]
        if self._block is None or not all(in_block):
            return self._faces
        return ArrayImages(self._block[: len(self._faces)])
