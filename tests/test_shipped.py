"""The files that come with the project: they load, agree, and say the truth."""

import json
import pathlib

import numpy as np
import pytest

from android_demo.classifier import Classifier
from arm_tf import pretrained
from arm_tf.calibration import softmax
from arm_tf.models.classifier import labels_of
from export import golden

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODEL = ROOT / "android_demo" / "model"
MOBILE = ROOT / "pretrained" / "mobile"


@pytest.fixture(scope="module")
def vectors():
    return json.loads((MODEL / "golden.json").read_text())


@pytest.fixture(scope="module")
def answers(vectors):
    return answers_of(MODEL, vectors)


def answers_of(folder, vectors):
    classifier = Classifier(folder / "model.tflite")
    assert vectors["labels"] == list(classifier.labels)
    faces = [golden.pixels(face["png"]) for face in vectors["faces"]]
    return np.array([classifier(np.ascontiguousarray(f)) for f in faces])


@pytest.mark.parametrize("folder", [MODEL, MOBILE], ids=lambda p: p.name)
def test_a_file_gives_the_golden_answers(folder):
    vectors = json.loads((folder / "golden.json").read_text())
    answers = answers_of(folder, vectors)
    expected = [face["probabilities"] for face in vectors["faces"]]
    assert np.abs(answers - expected).max() <= vectors["tolerance"]
    # They are worth comparing: several labels, several confidences.
    assert len(set(answers.argmax(axis=1))) >= 3
    assert np.ptp(answers.max(axis=1)) > 0.2


def test_the_keras_model_answers_as_the_file_does(vectors, answers):
    model = pretrained.load()
    assert list(labels_of(model)) == vectors["labels"]
    faces = np.array([golden.pixels(f["png"]) for f in vectors["faces"]])
    probabilities = softmax(model.predict(faces, verbose=0))
    same = probabilities.argmax(axis=1) == answers.argmax(axis=1)
    assert same.mean() >= 0.8  # Drawn faces, so far from any it knows.
    assert np.abs(probabilities - answers).mean() < 0.05


def test_the_card_repeats_the_reports():
    card = (ROOT / "pretrained" / "README.md").read_text()
    report = json.loads((ROOT / "pretrained" / "report.json").read_text())
    shipped = json.loads((MODEL / "report.json").read_text())
    mobile = json.loads((MOBILE / "report.json").read_text())
    for value in (
        report["accuracy"],
        report["accuracy_flip"],
        report["without_duplicates"]["accuracy"],
        shipped["tflite_accuracy"],
        shipped["agreement"],
        shipped["agreement_with_trained"],
        mobile["tflite_accuracy"],
        mobile["agreement"],
    ):
        assert f"{100 * value:.1f} %" in card
    for name, row in report["per_class"].items():
        values = [f"{row[key]:.2f}" for key in ("precision", "recall", "f1")]
        line = " | ".join([name, *values, str(row["support"])])
        assert f"| {line} |" in card


def test_sizes_are_within_what_was_promised():
    assert (ROOT / "pretrained" / "model.keras").stat().st_size < 25e6
    assert (MODEL / "model.tflite").stat().st_size < 11.6e6
    assert (MOBILE / "model.tflite").stat().st_size < 2.5e6
