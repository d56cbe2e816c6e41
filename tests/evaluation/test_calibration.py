"""Temperature scaling: finds the temperature, changes no label."""

import numpy as np
import pytest
import scipy.optimize
import scipy.special

from arm_tf.errors import InputError
from arm_tf.evaluation import metrics
from arm_tf.evaluation.calibration import fit_temperature, softmax


def honest_case(seed=0, num_faces=20_000):
    """Returns logits and classes drawn with exactly their probabilities."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=2, size=(num_faces, 7))
    # The largest of logits + Gumbel noise is a draw from their softmax.
    return logits, (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)


def negative_log_likelihood(temperature, logits, classes):
    logs = scipy.special.log_softmax(logits / temperature, axis=1)
    return -logs[np.arange(len(logits)), classes].mean()


@pytest.mark.parametrize("temperature", [0.1, 0.5, 1, 1.7, 15])
def test_recovers_a_known_temperature(temperature):
    logits, classes = honest_case()

    fitted = fit_temperature(logits * temperature, classes)

    # Over 30 draws of the case, the standard deviation is 0.8 %.
    assert fitted == pytest.approx(temperature, rel=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_is_the_least_negative_log_likelihood(seed):
    rng = np.random.default_rng(seed)
    logits, classes = rng.normal(size=(50, 4)), rng.integers(0, 4, 50)
    logits[np.arange(50), classes] += 1

    best = scipy.optimize.minimize_scalar(
        negative_log_likelihood,
        bounds=(0.05, 20),
        args=(logits, classes),
        method="bounded",
        options={"xatol": 1e-9},
    )

    # A search that compares values stops at the root of float64's precision.
    assert fit_temperature(logits, classes) == pytest.approx(best.x, rel=1e-5)


def test_makes_confidence_honest_and_changes_no_answer():
    logits, classes = honest_case()
    logits = 3 * logits  # overconfident

    after = softmax(logits / fit_temperature(logits, classes))

    assert (after.argmax(axis=1) == logits.argmax(axis=1)).all()
    before = metrics.expected_calibration_error(softmax(logits), classes)
    assert before > 0.1
    # The true probabilities themselves have up to 0.012 (30 draws).
    assert metrics.expected_calibration_error(after, classes) < 0.015


def test_stays_within_bounds():
    logits = np.array([[5.0, 0.0], [0.0, 500.0]])

    assert fit_temperature(logits, [0, 1]) == pytest.approx(0.05)
    # Here the likelihood is flat long before: every exponential is 0.
    assert fit_temperature(1000 * logits, [0, 1]) == pytest.approx(0.05)
    assert fit_temperature(logits, [1, 0]) == pytest.approx(20)


def test_softmax_does_not_overflow():
    logits = [[1e30, -1e30, 0.0], [1e4, 1e4, 1e4 - np.log(2)]]

    assert softmax(logits) == pytest.approx(
        np.array([[1, 0, 0], [0.4, 0.4, 0.2]])
    )


def test_softmax_takes_half_precision():
    logits = np.array([[8, 9, 10]], "float16")

    expected = scipy.special.softmax(logits.astype("float64"), axis=1)
    assert softmax(logits) == pytest.approx(expected, rel=1e-12)


def test_errors():
    with pytest.raises(InputError, match="from 0 to 1. Received: 2 to 2"):
        fit_temperature([[0, 1]], [2])
    with pytest.raises(InputError, match="1 of 2 rows.*the first is row 1"):
        softmax([[0, 1], [np.nan, 1]])
