"""Rooms with drawn faces in them, as pictures and videos."""

import dataclasses
import json

import cv2
import numpy as np

from arm_tf.data.drawn_face import camera, draw, muscles, person
from arm_tf.faces.alignment import STANDARD
from arm_tf.faces.detector import Detection
from arm_tf.inference.model_settings import Settings
from arm_tf.inference.results import make_face
from arm_tf.inference.smoothing import predict_once

LABELS = ("neutral", "happiness", "surprise", "sadness")
SEED = 0  # of a face that the detector takes for one, as it does most


def settings(unsure_below=0.5):
    """Returns a model's `Settings`."""
    return Settings(0.1, unsure_below, smoothing_seconds=0.3, label_lead=0.1)


def drawn(size):
    """Returns a drawn face: uint8 RGB `(size, size, 3)`."""
    return draw("happiness", np.random.default_rng(SEED), size)


def places_of(x, y, size):
    """Returns where a drawn face's eyes, nose and mouth are: `(4, 2)`."""
    rng = np.random.default_rng(SEED)
    somebody = person.random_person(rng)
    muscles.pulls_of("happiness", rng)
    places = [
        (-somebody.eye_x, somebody.eye_y),
        (somebody.eye_x, somebody.eye_y),
        (0, somebody.nose_y),
        (0, somebody.mouth_y),
    ]
    seen = camera.project(np.array(places), camera.random_view(rng), size)
    return seen / 2**camera.SHIFT + (x, y)


def described(folder, **changes):
    """Changes values in a folder's model.json; returns the model's path."""
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return folder / "model.tflite"


class StubCamera:
    """OpenCV's capture of camera 0, which shows a face and is then gone."""

    frames = 7

    def __init__(self, number):
        self.number, self.left = number, self.frames

    def isOpened(self):  # noqa: N802, OpenCV's name
        return self.number == 0

    def get(self, _):
        return 0.0

    def read(self):
        self.left -= 1
        if self.left < 0:
            return False, None
        return True, scene((150, 100, 160))[..., ::-1]

    def release(self):
        self.number = None


def face(box=(0, 0, 40, 40), confidence=0.7, labels=LABELS, **changes):
    """Returns a `Face` in a box, its points where most faces have them.

    `labels[1]` has the confidence, the others share the rest.
    """
    rest = (1 - confidence) / (len(labels) - 1)
    shares = np.full(len(labels), rest, "float32")
    shares[1] = confidence
    prediction = predict_once(shares, labels, settings())
    found = make_face(found_at(box), prediction, labels, 1)
    return dataclasses.replace(found, **changes)


def found_at(box):
    """Returns a `Detection` in a box."""
    x, y, width, height = box
    places = [*STANDARD, (0.1, 0.4), (0.9, 0.4)]
    points = tuple((x + width * px, y + height * py) for px, py in places)
    return Detection(tuple(box), points, 0.9)


def scene(*places, shape=(360, 480)):
    """Returns a grey room with drawn faces at `(x, y, size)`: uint8 RGB."""
    image = np.full((*shape, 3), 118, "uint8")
    image[::24] = 104
    for x, y, size in places:
        image[y : y + size, x : x + size] = drawn(size)
    return image


def level(value):
    """Returns a picture whose brightness is a number: uint8 RGB."""
    return np.full((48, 64, 3), value, "uint8")


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
