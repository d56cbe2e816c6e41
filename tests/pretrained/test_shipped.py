"""The bundled files load, agree, and have correct metadata."""

import json
import pathlib

import numpy as np
import pytest

from arm_tf import pretrained
from arm_tf.evaluation.calibration import softmax
from arm_tf.inference.classifier import Classifier
from arm_tf.models.parts import KerasClassifier
from arm_tf.tflite import golden
from arm_tf.training.runs import Run

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRETRAINED = pretrained.FOLDER


def answers_of(name):
    """Returns a model's golden.json, its faces, and its file's answers."""
    folder = tflite(name)
    vectors = json.loads((folder / "golden.json").read_text())
    classifier = Classifier(folder / "model.tflite")
    assert vectors["labels"] == list(classifier.class_names)
    faces = np.array([golden.pixels(f["png"]) for f in vectors["faces"]])
    return vectors, faces, np.array([classifier(face) for face in faces])


def tflite(name):
    return pretrained.tflite_file(name).parent


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_a_file_gives_the_golden_answers(name):
    vectors, _, answers = answers_of(name)
    expected = [face["probabilities"] for face in vectors["faces"]]
    assert np.abs(answers - expected).max() <= vectors["tolerance"]
    # They are worth comparing: several labels, several confidences.
    assert len(set(answers.argmax(axis=1))) >= 3
    assert np.ptp(answers.max(axis=1)) > 0.2


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_a_keras_model_answers_as_its_file_does(name):
    vectors, faces, answers = answers_of(name)
    model = pretrained.load(name)
    assert list(KerasClassifier(model).class_names) == vectors["labels"]
    probabilities = softmax(model.predict(faces, verbose=0))
    same = probabilities.argmax(axis=1) == answers.argmax(axis=1)
    assert same.mean() >= 0.8  # Drawn faces, so far from any it knows.
    assert np.abs(probabilities - answers).mean() < 0.05


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_a_model_comes_with_what_it_takes_to_evaluate_it(name):
    run = Run(PRETRAINED / name)
    config = run.config()
    model = run.load_model()
    assert model.input_shape == (None, config.image_size, config.image_size, 3)
    report = json.loads(run.file("report.json").read_text())
    assert report["labels"] == list(KerasClassifier(model).class_names)
    # No path of the machine that trained it.
    assert run.data() is None
    assert not pathlib.Path(config.weights).is_absolute()
    assert not pathlib.Path(config.teacher).is_absolute()


def test_the_card_repeats_the_reports():
    card = (PRETRAINED / "README.md").read_text()
    reports = [
        json.loads((PRETRAINED / name / "report.json").read_text())
        for name in pretrained.MODELS
    ]
    files = [
        json.loads((tflite(name) / "report.json").read_text())
        for name in pretrained.MODELS
    ]
    for value in (
        *(report["accuracy"] for report in reports),
        *(report["accuracy_flip"] for report in reports),
        *(report["without_duplicates"]["accuracy"] for report in reports),
        *(report["tflite_accuracy"] for report in files),
        *(report["agreement"] for report in files),
        *(report["agreement_with_trained"] for report in files),
    ):
        assert f"{100 * value:.1f} %" in card
    for name, row in reports[0]["per_class"].items():
        values = [f"{row[key]:.2f}" for key in ("precision", "recall", "f1")]
        line = " | ".join([name, *values, str(row["support"])])
        assert f"| {line} |" in card


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_the_results_repeat_the_reports(name):
    lines = (ROOT / "docs" / "results.md").read_text().splitlines()
    command = f"| `python -m arm_tf.evaluate {name} --data PATH` |"
    (row,) = [line for line in lines if command in line]
    report = json.loads((PRETRAINED / name / "report.json").read_text())
    low, high = (100 * end for end in report["accuracy_interval"])
    accuracy = f"{100 * report['accuracy']:.1f} % ({low:.1f} to {high:.1f})"
    flip = f"{100 * report['accuracy_flip']:.1f} %"
    figures = [flip, f"{report['macro_f1']:.3f}", f"{report['ece']:.3f}"]
    assert row.replace("**", "").endswith(
        f"| {accuracy} | {' | '.join(figures)} |"
    )


@pytest.mark.parametrize(
    ("name", "megabytes"),
    [("ferplus", 8), ("mobile", 2.5), ("mobile_arm", 2.5), ("fer2013", 8)],
)
def test_sizes_are_within_what_was_promised(name, megabytes):
    assert (PRETRAINED / name / "model.keras").stat().st_size < 25e6
    assert pretrained.tflite_file(name).stat().st_size < 1e6 * megabytes
