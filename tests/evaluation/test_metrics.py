"""The reported metrics, against scikit-learn and definitions."""

import json

import numpy as np
import pytest
import sklearn.metrics

from arm_tf.errors import InputError
from arm_tf.evaluation import metrics
from arm_tf.evaluation.significance import wilson_interval


def random_case(seed, num_classes=7, num_faces=60):
    """Returns probabilities and truth in which some classes are missing."""
    rng = np.random.default_rng(seed)
    present = rng.permutation(num_classes)[: rng.integers(1, num_classes + 1)]
    answered = rng.permutation(num_classes)[: rng.integers(1, num_classes + 1)]
    classes = rng.choice(present, num_faces)
    scores = np.full((num_faces, num_classes), -20.0)
    scores[:, answered] = rng.normal(size=(num_faces, len(answered)))
    known = np.isin(classes, answered) & (rng.random(num_faces) < 0.5)
    scores[known, classes[known]] += 2
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True), classes


@pytest.mark.parametrize("seed", range(60))
def test_report_is_what_scikit_learn_computes(seed):
    probabilities, classes = random_case(seed)
    predicted = probabilities.argmax(axis=1)
    labels = list("abcdefg")

    report = metrics.report(probabilities, classes, labels, "test")

    every = {"labels": range(7), "zero_division": 0}
    columns = sklearn.metrics.precision_recall_fscore_support(
        classes, predicted, **every
    )
    rows = np.array(columns).T
    for label, row in zip(labels, rows, strict=True):
        values = report.per_class[label]
        assert list(values) == ["precision", "recall", "f1", "support"]
        assert list(values.values()) == pytest.approx(row)
    assert report.macro_f1 == pytest.approx(
        sklearn.metrics.f1_score(classes, predicted, average="macro", **every)
    )
    assert report.mean_recall == pytest.approx(
        sklearn.metrics.recall_score(
            classes, predicted, labels=np.unique(classes), average="macro"
        )
    )
    hits = int(np.sum(classes == predicted))
    assert report.accuracy == hits / len(classes)
    assert report.accuracy_interval == wilson_interval(hits, len(classes))
    matrix = sklearn.metrics.confusion_matrix(
        classes, predicted, labels=range(7)
    )
    assert report.confusion_matrix == matrix.tolist()


def test_report_keeps_the_contract():
    probabilities, classes = random_case(0)

    report = metrics.report(probabilities, classes, tuple("abcdefg"), "test")

    keys = "labels split num_images accuracy accuracy_interval mean_recall "
    keys += "macro_f1 ece per_class recall_intervals confusion_matrix"
    assert list(report.to_dict()) == keys.split()
    plain = json.loads(json.dumps(report.to_dict()))
    assert plain == report.to_dict()
    assert report.split == "test"
    assert report.num_images == 60
    assert list(report.per_class) == report.labels == list("abcdefg")


def test_rows_of_the_confusion_matrix_are_the_truth():
    # One happy face taken for a sad one.
    report = metrics.report([[0.1, 0.9]], [0], ["happiness", "sadness"], "test")

    assert report.confusion_matrix == [[0, 1], [0, 0]]
    assert report.per_class["happiness"]["support"] == 1
    low, high = report.recall_intervals["happiness"]
    assert low == 0 < 0.5 < high < 1  # one face says little
    assert report.recall_intervals["sadness"] == [0, 1]  # none says nothing


def ece_by_definition(probabilities, classes, bins):
    """Guo et al., equations 2 to 4 with bins closed above, in plain loops."""
    total = 0
    for i in range(bins):
        inside = [
            (max(row), int(np.argmax(row)) == truth)
            for row, truth in zip(probabilities, classes, strict=True)
            if i / bins < max(row) <= (i + 1) / bins
        ]
        if inside:
            confidence, correct = np.mean(inside, axis=0)
            total += len(inside) * abs(correct - confidence)
    return total / len(classes)


@pytest.mark.parametrize("bins", [1, 10, 15])
@pytest.mark.parametrize("seed", range(10))
def test_calibration_error_follows_its_definition(seed, bins):
    probabilities, classes = random_case(seed)

    error = metrics.expected_calibration_error(probabilities, classes, bins)

    assert error == pytest.approx(
        ece_by_definition(probabilities, classes, bins)
    )


def test_calibration_error_refuses_logits():
    with pytest.raises(InputError, match="sums from 3 to 3.*Apply softmax"):
        metrics.expected_calibration_error([[1.0, 2.0]], [1])
    with pytest.raises(InputError, match="values from -1 to 2"):
        metrics.expected_calibration_error([[-1.0, 2.0]], [1])


def test_probabilities_of_a_quantized_model_are_accepted():
    eighths = np.full((1, 8), 31 / 256)  # the sum is 248/256

    assert metrics.report(eighths, [0], list("abcdefgh"), "test").accuracy


@pytest.mark.parametrize(
    ("probabilities", "classes", "labels", "message"),
    [
        (np.zeros((0, 2)), [], "ab", r"at least one. Received: shape \(0, 2\)"),
        ([0.5, 0.5], [0], "ab", r"shape \(2,\)"),
        ([[0, 1], [np.nan, 0]], [0, 0], "ab", "1 of 2 rows with NaN.* row 1"),
        ([[0, 1]], [2], "ab", "from 0 to 1. Received: 2 to 2"),
        ([[0, 1]], [-1], "ab", "from 0 to 1. Received: -1 to -1"),
        ([[0, 1]], [0.0], "ab", r"integer class.*float64 \(1,\)"),
        ([[0, 1]], [0, 1], "ab", "Received: 1 and 2 of them"),
        ([[0, 1]], [0], "abc", r"2 different labels.*\['a', 'b', 'c'\]"),
        ([[0, 1]], [0], "aa", r"2 different labels.*\['a', 'a'\]"),
    ],
)
def test_report_errors(probabilities, classes, labels, message):
    with pytest.raises(InputError, match=message):
        metrics.report(probabilities, classes, labels, "test")
