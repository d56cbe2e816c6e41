"""An MPEG-4 file of frames that come at uneven times."""

import errno

import cv2

from arm_tf.errors import InputError


class VideoFile:
    """Writes frames to an MPEG-4 file, each at its time; `rate` per second."""

    def __init__(self, path, rate):
        self.path = path
        self.rate = rate
        self._writer = None
        self._written = 0

    def add(self, seconds, image):
        """Adds a frame, repeated as its time requires: uint8 RGB."""
        if self._writer is None:
            self._writer = cv2.VideoWriter(
                str(self.path),
                cv2.VideoWriter.fourcc(*"mp4v"),
                self.rate,
                image.shape[1::-1],
            )
            if not self._writer.isOpened():
                raise InputError(
                    "Expected a place to write a video to. Received: "
                    f"{self.path}, which OpenCV cannot write. Check --out."
                )
        # A camera's frames come as fast as they are processed.
        while self._written < round(seconds * self.rate) + 1:
            self._writer.write(image[..., ::-1])
            self._written += 1
        return True

    def close(self):
        """Returns whether frames were written.

        Raises:
            OSError: they are not in the file; OpenCV does not report a full
                disk.
        """
        if self._writer is None:
            return False
        self._writer.release()
        self._writer = None
        video = cv2.VideoCapture(str(self.path))
        there = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        video.release()
        if there < self._written:
            raise OSError(
                errno.ENOSPC,
                f"{there} of {self._written} frames could be written: the "
                "disk or a quota is full",
            )
        return True
