"""The Aff-Wild2 challenge's score, against scikit-learn's metrics."""

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from arm_tf.errors import InputError
from arm_tf.evaluation import metrics


def frames(num_classes):
    """Label sets of a video: some classes missing, some frames ignored."""
    label = st.integers(-1, num_classes - 1)
    pairs = st.lists(st.tuples(label, label), min_size=1, max_size=40)
    return pairs.filter(lambda p: any(truth >= 0 for truth, _ in p))


def check_score(pairs, num_classes):
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
    given = classes, predicted, num_classes
    assert metrics.macro_f1(*given) == pytest.approx(f1)
    score = f1 if num_classes == 8 else 0.67 * f1 + 0.33 * accuracy
    assert metrics.aff_wild2_score(*given) == pytest.approx(score)


@pytest.mark.parametrize("num_classes", [7, 8])
@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_the_score_is_that_of_scikit_learns_parts(num_classes, data):
    check_score(data.draw(frames(num_classes)), num_classes)


def test_challenge_score_errors():
    with pytest.raises(InputError, match="7 or 8 classes. Received: 6"):
        metrics.aff_wild2_score([0], [0], 6)
    with pytest.raises(InputError, match="2 frames, all labelled -1"):
        metrics.aff_wild2_score([-1, -1], [0, 0], 7)
    with pytest.raises(InputError, match="from -1 to 6. Received: 0 to 7"):
        metrics.aff_wild2_score([0, 7], [0, 0], 7)
    with pytest.raises(InputError, match="Received: 2 and 1 of them"):
        metrics.aff_wild2_score([0, 1], [0], 7)
