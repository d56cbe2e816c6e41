"""Rooms with drawn faces in them, as pictures and videos."""

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw
from arm_tf.reading.classifier import Settings

SEED = 0  # of a face that OpenCV's cascade takes for one, as it does most


def settings(unsure_below=0.5):
    """Returns a model's `Settings`."""
    return Settings(0.1, unsure_below, smoothing_seconds=0.3, label_lead=0.1)


def drawn(size):
    """Returns a drawn face: uint8 RGB `(size, size, 3)`."""
    return draw("happiness", np.random.default_rng(SEED), size)


def scene(*places, shape=(360, 480)):
    """Returns a grey room with drawn faces at `(x, y, size)`: uint8 RGB."""
    image = np.full((*shape, 3), 118, "uint8")
    image[::24] = 104
    for x, y, size in places:
        image[y : y + size, x : x + size] = drawn(size)
    return image


def save(path, image):
    """Writes a picture, uint8 RGB."""
    assert cv2.imwrite(str(path), image[..., ::-1])
    return path


def save_video(path, frames, code="mp4v", rate=25.0):
    """Writes a video of uint8 RGB frames."""
    size = frames[0].shape[1::-1]
    fourcc = cv2.VideoWriter.fourcc(*code)
    writer = cv2.VideoWriter(str(path), fourcc, rate, size)
    assert writer.isOpened()
    for frame in frames:
        writer.write(frame[..., ::-1])
    writer.release()
    return path
