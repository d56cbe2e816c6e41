"""Metrics on predictions with known agreement and accuracy."""

import dataclasses
import json

import numpy as np
import pytest

from arm_tf import pretrained
from arm_tf.tflite import verify
from arm_tf.tflite.choice import Comparison
from arm_tf.tflite.verify import FileReport
from tests.helpers.file_reports import file_report

LABELS = ["a", "b"]


def answers(*classes):
    """Returns probabilities that are 0.9 for these classes."""
    return np.eye(2)[list(classes)] * 0.8 + 0.1


def compared(file, keras, truth, converted=None):
    given = {
        "tflite": answers(*file),
        "keras": answers(*keras),
        "converted": answers(*(converted or keras)),
    }
    return verify.compare(given, np.array(truth), LABELS, "test")


def test_counts_agreement_and_accuracy():
    result = compared([0, 0, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1])
    assert result["agreement"] == 0.75
    assert result["keras_accuracy"] == 1 and result["tflite_accuracy"] == 0.75
    assert result["max_probability_difference"] == pytest.approx(0.8)
    assert result["f1_change"]["a"] == pytest.approx(2 / 3 - 1)
    assert result["num_images"] == 4 and result["split"] == "test"


def test_agrees_with_the_model_that_was_converted():
    result = compared([0, 0], [0, 1], [0, 0], converted=[0, 0])
    assert result["agreement"] == 1
    assert result["agreement_with_trained"] == 0.5


def test_near_ties_are_counted_apart():
    converted = np.array([[0.52, 0.48], [0.49, 0.51], [0.9, 0.1], [0.2, 0.8]])
    file = np.array([[0.49, 0.51], [0.49, 0.51], [0.9, 0.1], [0.6, 0.4]])
    given = {"tflite": file, "keras": converted, "converted": converted}
    result = verify.compare(given, np.array([0, 1, 0, 1]), LABELS, "test")
    assert result["agreement"] == 0.5
    assert result["near_ties"] == result["agreement_beyond_ties"] == 0.5
    given = {name: rows[:2] for name, rows in given.items()}
    result = verify.compare(given, np.array([0, 1]), LABELS, "test")
    assert result["near_ties"] == result["agreement_beyond_ties"] == 1
    assert result["agreement"] == 0.5


def test_accepts_what_is_within_the_limits():
    report = file_report(tflite_accuracy=0.695, agreement=0.97)
    assert verify.failed_checks(report) == []


def test_lost_accuracy_fails():
    report = file_report(
        tflite_accuracy=0.694, accuracy_difference_interval=[-0.01, -0.001]
    )
    (text,) = verify.failed_checks(report)
    assert "loses 0.60 points" in text and "0.50" in text


def test_too_little_agreement_fails():
    (text,) = verify.failed_checks(file_report(agreement=0.96))
    assert "96.0%" in text and "97%" in text


def test_one_of_a_few_faces_fails_nothing():
    report = file_report(
        num_images=48,
        agreement=47 / 48 - 1e-12,
        tflite_accuracy=0.7 - 1 / 48,
        accuracy_difference_interval=[-0.06, 0.0],
    )
    assert verify.failed_checks(report) == []
    fewer = dataclasses.replace(report, agreement=40 / 48)
    assert verify.failed_checks(fewer)


def test_the_files_keys_and_their_order_stay():
    path = pretrained.FOLDER / "mobile" / "tflite" / "report.json"
    bundled = json.loads(path.read_text())
    comparison = Comparison(**bundled.pop("quantization"))
    report = FileReport(**bundled)
    assert list(report.to_dict()) == list(bundled)
    both = dataclasses.replace(report, quantization=comparison).to_dict()
    assert json.dumps(both) == json.dumps(json.loads(path.read_text()))
