"""Runs arm_tf, as installed by pip: `Analyzer`, and its classifier.

A face is resized as in arm_tf if the model has another image size.
"""

import sys

import cv2
from common import answer

from arm_tf import Analyzer
from arm_tf.files.model_files import find_tflite
from arm_tf.inference.classifier import Classifier

name = sys.argv[1] if len(sys.argv) > 2 else "ferplus"
analyzer = Analyzer(name)
classifier = Classifier(find_tflite(name))
side = (classifier.image_size, classifier.image_size)


def read(picture):
    """Returns labels and boxes of a BGR picture."""
    return [(f.label, f.box) for f in analyzer.read(picture[..., ::-1])]


def classify(face):
    """Returns the probabilities of a grey face by label."""
    colours = cv2.cvtColor(cv2.resize(face, side), cv2.COLOR_GRAY2RGB)
    return dict(zip(classifier.class_names, classifier(colours), strict=True))


answer(read, classify)
