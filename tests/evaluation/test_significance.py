"""Intervals and tests that compare models, against drawing and scipy."""

import numpy as np
import pytest
import scipy.stats

from arm_tf.errors import InputError
from arm_tf.evaluation import significance


@pytest.mark.parametrize("hits, count", [(0, 13), (3, 13), (13, 13), (80, 99)])
def test_wilson_interval_is_scipys(hits, count):
    wanted = scipy.stats.binomtest(hits, count).proportion_ci(method="wilson")
    found = significance.wilson_interval(hits, count)
    assert found == pytest.approx(list(wanted), abs=1e-6)


def test_without_faces_any_share_is_possible():
    assert significance.wilson_interval(0, 0) == [0, 1]


def test_difference_interval_is_that_of_drawing_pairs_again():
    rng = np.random.default_rng(1)
    a = rng.random(300) < 0.8
    b = np.where(rng.random(300) < 0.8, a, rng.random(300) < 0.5)
    rows = rng.integers(0, 300, (20_000, 300))
    drawn = a[rows].mean(axis=1) - b[rows].mean(axis=1)

    low, high = significance.accuracy_difference_interval(a, b)

    # Over 200 seeds the ends have a standard deviation of 0.0015. An unpaired
    # interval would be nearly twice as wide: 0.134, not 0.073.
    expected = np.quantile(drawn, [0.025, 0.975])
    assert [low, high] == pytest.approx(expected, abs=0.008)
    turned = significance.accuracy_difference_interval(b, a)
    assert turned == pytest.approx([-high, -low], abs=0.008)
    assert significance.accuracy_difference_interval(a, a) == [0, 0]


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

    p = significance.mcnemar(*outcomes(only_a, only_b))

    assert p == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert significance.mcnemar(*outcomes(only_b, only_a)) == p
    assert significance.mcnemar(*outcomes(only_a, only_b, both=500)) == p


def test_mcnemar_of_fagerlands_example():
    # Fagerland et al. (2013), table 1: 1 pair against 7, p = 0.039.
    assert significance.mcnemar(*outcomes(1, 7)) == pytest.approx(
        0.0391, abs=1e-4
    )


def test_mcnemar_of_a_million_faces_is_exact_enough():
    p = significance.mcnemar(*outcomes(500_000, 501_000))

    # The normal approximation differs by 8e-7 (measured) at this size.
    z = 1000 / np.sqrt(1_001_000)
    assert p == pytest.approx(2 * scipy.stats.norm.sf(z), rel=1e-5)


def test_paired_errors():
    good = np.array([True, False])
    with pytest.raises(InputError, match=r"int64 \(2,\).*predicted == classes"):
        significance.mcnemar(np.array([1, 0]), good)
    with pytest.raises(InputError, match="Received: 2 and 3 of them"):
        significance.mcnemar(good, np.array([True, False, True]))
    with pytest.raises(InputError, match=r"bool \(0,\)"):
        significance.mcnemar(*[np.zeros(0, bool)] * 2)
