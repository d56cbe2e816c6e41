import numpy as np
import pytest

from arm_tf.evaluation.class_priors import ACCURACY_BUDGET, fit_offset

FREQUENCIES = np.array([9000.0, 900.0, 100.0])


def imbalanced(count=4000, seed=0):
    """Logits of a model that saw few faces of the last classes."""
    rng = np.random.default_rng(seed)
    shares = FREQUENCIES / FREQUENCIES.sum()
    classes = rng.choice(3, count, p=shares)
    evidence = rng.normal(0, 1, (count, 3))
    evidence[np.arange(count), classes] += 2.5
    return 2.5 * evidence + np.log(shares), classes


def mean_recall(logits, classes):
    hits = logits.argmax(axis=1) == classes
    return np.mean([hits[classes == c].mean() for c in range(3)])


def test_finds_more_of_the_rare():
    logits, classes = imbalanced()
    offset = fit_offset(logits, classes, FREQUENCIES)
    assert offset[0] > offset[1] > offset[2]
    assert offset.mean() == pytest.approx(0)
    after = logits - offset
    assert mean_recall(after, classes) > mean_recall(logits, classes) + 0.01


def test_the_budget_holds_on_other_faces():
    logits, classes = imbalanced(200_000, seed=1)
    hits = logits.argmax(axis=1) == classes
    lost = []
    for seed in range(2, 22):
        offset = fit_offset(*imbalanced(2500, seed), FREQUENCIES)
        assert offset.any()
        after = (logits - offset).argmax(axis=1) == classes
        lost.append(hits.mean() - after.mean())
    assert np.mean(lost) <= ACCURACY_BUDGET
    assert np.max(lost) <= 1.5 * ACCURACY_BUDGET


@pytest.mark.parametrize(
    "count, frequencies",
    [
        (4000, np.array([100.0, 120.0, 90.0])),
        (500, FREQUENCIES),
        (4000, np.array([10.0, 5.0, 0.0])),
    ],
    ids=["balanced", "few to judge by", "a class without faces"],
)
def test_leaves_alone_what_it_cannot_judge(count, frequencies):
    logits, classes = imbalanced(count)
    assert not fit_offset(logits, classes, frequencies).any()
