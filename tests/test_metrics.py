"""The figures that are reported, against scikit-learn and definitions."""

import json

import numpy as np
import pytest
import scipy.stats
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from arm_tf import metrics
from arm_tf.errors import InputError


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
        values = report["per_class"][label]
        assert list(values) == ["precision", "recall", "f1", "support"]
        assert list(values.values()) == pytest.approx(row)
    assert report["macro_f1"] == pytest.approx(
        sklearn.metrics.f1_score(classes, predicted, average="macro", **every)
    )
    assert report["mean_recall"] == pytest.approx(
        sklearn.metrics.recall_score(
            classes, predicted, labels=np.unique(classes), average="macro"
        )
    )
    assert report["accuracy"] == np.mean(classes == predicted)
    matrix = sklearn.metrics.confusion_matrix(
        classes, predicted, labels=range(7)
    )
    assert report["confusion_matrix"] == matrix.tolist()


def test_report_keeps_the_contract():
    probabilities, classes = random_case(0)

    report = metrics.report(probabilities, classes, tuple("abcdefg"), "test")

    assert list(report) == [
        "labels",
        "split",
        "num_images",
        "accuracy",
        "accuracy_interval",
        "mean_recall",
        "macro_f1",
        "ece",
        "per_class",
        "confusion_matrix",
    ]
    assert json.loads(json.dumps(report)) == report  # plain values only
    assert report["split"] == "test"
    assert report["num_images"] == 60
    assert list(report["per_class"]) == report["labels"] == list("abcdefg")


def test_rows_of_the_confusion_matrix_are_the_truth():
    # One happy face taken for a sad one.
    report = metrics.report([[0.1, 0.9]], [0], ["happiness", "sadness"], "test")

    assert report["confusion_matrix"] == [[0, 1], [0, 0]]
    assert report["per_class"]["happiness"]["support"] == 1


def test_absent_classes_count_in_f1_but_not_in_recall():
    probabilities = np.eye(4)[[0, 0, 1]]

    report = metrics.report(probabilities, [0, 0, 1], list("abcd"), "test")

    assert report["mean_recall"] == 1
    assert report["macro_f1"] == 0.5


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


def test_calibration_error_of_certainty():
    certain = np.eye(2)[[0, 0, 0, 0]]

    assert metrics.expected_calibration_error(certain, [0, 0, 0, 0]) == 0
    assert metrics.expected_calibration_error(certain, [0, 1, 1, 1]) == 0.75


def test_calibration_error_refuses_logits():
    with pytest.raises(InputError, match="sums from 3 to 3.*Apply softmax"):
        metrics.expected_calibration_error([[1.0, 2.0]], [1])
    with pytest.raises(InputError, match="values from -1 to 2"):
        metrics.expected_calibration_error([[-1.0, 2.0]], [1])


def test_probabilities_of_a_quantized_model_are_accepted():
    eighths = np.full((1, 8), 31 / 256)  # the sum is 248/256

    assert metrics.report(eighths, [0], list("abcdefgh"), "test")["accuracy"]


def frames(num_classes):
    """Label sets of a video: some classes missing, some frames ignored."""
    label = st.integers(-1, num_classes - 1)
    pairs = st.lists(st.tuples(label, label), min_size=1, max_size=40)
    return pairs.filter(lambda p: any(truth >= 0 for truth, _ in p))


def check_score(pairs, num_classes, score):
    classes, predicted = np.array(pairs).T
    kept = classes >= 0
    f1 = sklearn.metrics.f1_score(
        classes[kept],
        predicted[kept],
        labels=range(num_classes),
        average="macro",
        zero_division=0,
    )
    accuracy = sklearn.metrics.accuracy_score(classes[kept], predicted[kept])
    assert metrics.macro_f1(classes, predicted, num_classes) == (
        pytest.approx(f1)
    )
    assert metrics.aff_wild2_score(classes, predicted, num_classes) == (
        pytest.approx(score(f1, accuracy))
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(frames(7))
def test_challenge_score_of_seven_classes(pairs):
    check_score(pairs, 7, lambda f1, accuracy: 0.67 * f1 + 0.33 * accuracy)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(frames(8))
def test_challenge_score_of_eight_classes(pairs):
    check_score(pairs, 8, lambda f1, accuracy: f1)


def test_frames_without_label_do_not_count():
    classes, predicted = [0, 3, -1, -1], [0, 3, 3, 5]

    assert metrics.macro_f1(classes, predicted, 7) == pytest.approx(2 / 7)


def test_frames_without_a_face_are_wrong():
    assert metrics.macro_f1([0, 0], [0, -1], 1) == pytest.approx(2 / 3)
    score = metrics.aff_wild2_score([0, 0], [0, -1], 7)
    assert score == pytest.approx(0.67 * 2 / 3 / 7 + 0.33 / 2)


def test_challenge_score_errors():
    with pytest.raises(InputError, match="7 or 8 classes. Received: 6"):
        metrics.aff_wild2_score([0], [0], 6)
    with pytest.raises(InputError, match="2 frames, all labelled -1"):
        metrics.aff_wild2_score([-1, -1], [0, 0], 7)
    with pytest.raises(InputError, match="from -1 to 6. Received: 0 to 7"):
        metrics.aff_wild2_score([0, 7], [0, 0], 7)
    with pytest.raises(InputError, match="Received: 2 and 1 of them"):
        metrics.aff_wild2_score([0, 1], [0], 7)


def test_accuracy_interval_is_that_of_drawing_faces_again():
    correct = np.random.default_rng(1).random(200) < 0.7
    rng = np.random.default_rng(2)
    drawn = correct[rng.integers(0, 200, (20_000, 200))].mean(axis=1)

    low, high = metrics.accuracy_interval(correct)

    # Over 200 seeds the ends have a standard deviation of 0.0026.
    expected = np.quantile(drawn, [0.025, 0.975])
    assert [low, high] == pytest.approx(expected, abs=0.008)
    assert metrics.accuracy_interval(correct) == [low, high]
    assert metrics.accuracy_interval(correct, seed=3) != [low, high]
    assert metrics.accuracy_interval(np.ones(9, bool)) == [1, 1]


def test_difference_interval_is_that_of_drawing_pairs_again():
    rng = np.random.default_rng(1)
    a = rng.random(300) < 0.8
    b = np.where(rng.random(300) < 0.8, a, rng.random(300) < 0.5)
    rows = rng.integers(0, 300, (20_000, 300))
    drawn = a[rows].mean(axis=1) - b[rows].mean(axis=1)

    low, high = metrics.accuracy_difference_interval(a, b)

    # Over 200 seeds the ends have a standard deviation of 0.0015. An unpaired
    # interval would be nearly twice as wide: 0.134, not 0.073.
    expected = np.quantile(drawn, [0.025, 0.975])
    assert [low, high] == pytest.approx(expected, abs=0.008)
    turned = metrics.accuracy_difference_interval(b, a)
    assert turned == pytest.approx([-high, -low], abs=0.008)
    assert metrics.accuracy_difference_interval(a, a) == [0, 0]


def outcomes(only_a, only_b, both=5):
    """Returns which faces a and b get right, given how many of each sort."""
    a = [True] * only_a + [False] * only_b + [True] * both
    b = [False] * only_a + [True] * only_b + [True] * both
    return np.array(a), np.array(b)


@pytest.mark.parametrize(
    ("only_a", "only_b"), [(0, 0), (1, 0), (3, 3), (9, 2), (40, 71), (2000, 0)]
)
def test_mcnemar_is_the_mid_p_binomial_test(only_a, only_b):
    tosses, fewer = only_a + only_b, min(only_a, only_b)
    expected = 1
    if only_a != only_b:
        exact = scipy.stats.binomtest(fewer, tosses).pvalue
        expected = exact - scipy.stats.binom.pmf(fewer, tosses, 0.5)

    p = metrics.mcnemar(*outcomes(only_a, only_b))

    assert p == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert metrics.mcnemar(*outcomes(only_b, only_a)) == p
    assert metrics.mcnemar(*outcomes(only_a, only_b, both=500)) == p


def test_mcnemar_of_fagerlands_example():
    # Fagerland et al. (2013), table 1: 1 pair against 7, p = 0.039.
    assert metrics.mcnemar(*outcomes(1, 7)) == pytest.approx(0.0391, abs=1e-4)


def test_mcnemar_of_a_million_faces_is_exact_enough():
    p = metrics.mcnemar(*outcomes(500_000, 501_000))

    # The normal approximation differs by 8e-7 (measured) at this size.
    z = 1000 / np.sqrt(1_001_000)
    assert p == pytest.approx(2 * scipy.stats.norm.sf(z), rel=1e-5)


def test_paired_errors():
    good = np.array([True, False])
    with pytest.raises(InputError, match=r"int64 \(2,\).*predicted == classes"):
        metrics.mcnemar(np.array([1, 0]), good)
    with pytest.raises(InputError, match="Received: 2 and 3 of them"):
        metrics.mcnemar(good, np.array([True, False, True]))
    with pytest.raises(InputError, match=r"bool \(0,\)"):
        metrics.accuracy_interval(np.zeros(0, bool))


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
