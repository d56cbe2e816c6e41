"""Python reproduces the golden files that check browser and app."""

import base64
import json

import cv2
import numpy as np
import pytest

from arm_tf.faces.alignment import align_face
from arm_tf.faces.detector import FaceDetector
from arm_tf.inference.classifier import Classifier


@pytest.fixture(scope="module")
def cases(golden):
    return json.loads((golden / "faces.json").read_text())


def picture(golden, name):
    return cv2.imread(str(golden / name))[..., ::-1].copy()


def pixels(text, size):
    return np.frombuffer(base64.b64decode(text), "uint8").reshape(size, size, 3)


def test_faces_are_found_where_they_were(golden, cases):
    detector = FaceDetector()
    for case in cases["pictures"]:
        found = detector(picture(golden, case["picture"]))
        assert len(found) == len(case["faces"]) > 0
        for face, known in zip(found, case["faces"], strict=True):
            # LiteRT's kernels differ a little from processor to processor.
            near = cases["tolerance"] * known["box"][2]
            apart = np.subtract(face.points, known["points"])
            assert np.abs(apart).max() < near
            assert np.abs(np.subtract(face.box, known["box"])).max() < near + 1
            assert abs(face.score - known["score"]) < 0.02


def test_cuts_and_answers_are_the_same(golden, cases, model):
    classifier = Classifier(model)
    size, template = cases["image_size"], cases["template"]
    for case in cases["pictures"]:
        image = picture(golden, case["picture"])
        for face in case["faces"]:
            cut = align_face(image, face["points"], template, size)
            assert np.array_equal(cut, pixels(face["cut"], size))
            answer = classifier(cut)
            assert np.abs(answer - face["probabilities"]).max() <= 1 / 256


def test_cuts_at_the_edges_are_the_same(golden, cases):
    size, template = cases["image_size"], cases["template"]
    for case in cases["cuts"]:
        image = picture(golden, case["picture"])
        cut = align_face(image, case["points"], template, size)
        assert np.array_equal(cut, pixels(case["cut"], size))
    assert {case["halvings"] for case in cases["cuts"]} >= {0, 1, 2}
