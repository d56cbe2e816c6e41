"""Accuracy by confidence, on known probabilities."""

import numpy as np

from benchmarks import confidence


def test_counts_sure_and_unsure_predictions_apart():
    chances = np.array([0.9, 0.9, 0.7, 0.6, 0.6, 0.5, 0.4, 0.4, 0.4, 0.4])
    probabilities = np.stack([chances, *[(1 - chances) / 2] * 2], axis=1)
    classes = np.array([0, 0, 1, 0, 0, 1, 1, 0, 2, 2])
    assert confidence.lines(probabilities, classes) == [
        "sure, from 70%: 30.0% of the faces, 66.7% correct",
        "unsure: 70.0% of the faces, 42.9% correct",
        "of these, from 50%: 30.0% of the faces, 66.7% correct",
    ]


def test_says_so_where_no_prediction_is_unsure():
    lines = confidence.lines(np.array([[0.9, 0.1]]), np.array([0]))
    assert lines[1] == "unsure: 0.0% of the faces, none"
