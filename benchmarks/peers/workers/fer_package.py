"""Runs PyPI's `fer`: its default detector, or MTCNN as an option.

Its classifier gets the whole face: `offsets`, by which it enlarges its own
detector's boxes, are 0, since the test faces are cropped already.
"""

import sys

import cv2
from common import answer
from fer.fer import FER

reader = FER(mtcnn=sys.argv[1] == "mtcnn")
cut = FER(offsets=(0, 0))


def read(picture):
    """Returns labels and boxes of a BGR picture."""
    return [
        (max(found["emotions"], key=found["emotions"].get), found["box"])
        for found in reader.detect_emotions(picture)
    ]


def classify(face):
    """Returns the probabilities of a grey face by label."""
    height, width = face.shape
    picture = cv2.cvtColor(face, cv2.COLOR_GRAY2BGR)
    (found,) = cut.detect_emotions(picture, [(0, 0, width, height)])
    return found["emotions"]


answer(read, classify)
