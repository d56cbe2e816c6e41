import json

import numpy as np
import pytest

from arm_tf.evaluation import cross_validation, metrics
from arm_tf.evaluation.significance import wilson_interval


@pytest.fixture
def reports():
    """Of two folds: three of four faces right, then one of two."""
    answers = [([0, 0, 1, 1], [0, 0, 1, 0]), ([0, 1], [1, 1])]
    return [
        metrics.report(np.eye(2)[said], truth, ["calm", "tense"], "test")
        for truth, said in answers
    ]


def test_folds_count_by_their_faces(reports):
    summary = cross_validation.summarize(reports)
    assert summary["num_images"] == 6
    assert summary["accuracy"] == pytest.approx(4 / 6)
    assert summary["accuracy_interval"] == wilson_interval(4, 6)
    assert summary["mean"]["accuracy"] == pytest.approx((0.75 + 0.5) / 2)
    assert summary["std"]["accuracy"] == pytest.approx(0.25 / np.sqrt(2))
    assert [fold["num_images"] for fold in summary["folds"]] == [4, 2]
    assert json.loads(json.dumps(summary)) == summary


def test_the_table_has_a_row_for_each_fold(reports):
    shown = cross_validation.table(cross_validation.summarize(reports))
    rows = [line.split() for line in shown.splitlines()]
    assert [row[0] for row in rows] == ["fold", "1", "2", "mean", "std", "all"]
    assert rows[1][1:3] == ["4", "0.7500"] and rows[3][1] == "0.6250"
