import dataclasses
import json

import numpy as np
import pytest

from arm_tf.inference.model_settings import Settings
from arm_tf.inference.smoothing import Smoother, predict_once
from tests.helpers.demo_scenes import settings

LABELS = ("calm", "glad", "cross")
MEMORY = settings().smoothing_seconds
LEAD = settings().label_lead


def share(**values):
    """Returns probabilities: those named, the rest spread over the others."""
    rest = (1 - sum(values.values())) / (len(LABELS) - len(values))
    return np.array([values.get(name, rest) for name in LABELS], "float32")


def test_a_single_picture_is_taken_as_it_is():
    prediction = predict_once(share(glad=0.7), LABELS, settings())
    assert (prediction.label, prediction.sure) == ("glad", True)
    assert prediction.confidence == pytest.approx(0.7)
    assert not predict_once(share(glad=0.45), LABELS, settings()).sure


@pytest.mark.parametrize("rate", [10, 25, 60])
def test_time_counts_and_not_frames(rate):
    smoother = Smoother(LABELS, settings())
    smoother.update(share(calm=1.0), 0.0)
    for frame in range(1, rate + 1):
        prediction = smoother.update(share(glad=1.0), frame * MEMORY / rate)
    assert prediction.probabilities[0] == pytest.approx(np.exp(-1), abs=1e-4)


def test_a_flickering_model_shows_one_label():
    smoother = Smoother(LABELS, settings(0.3))
    raw, shown = [], []
    for frame in range(50):
        name = ("calm", "glad")[frame % 2]
        probabilities = share(**{name: 0.55})
        raw.append(name)
        shown.append(smoother.update(probabilities, frame / 25).label)
    assert len(set(raw)) == 2
    assert set(shown) == {"calm"}


def test_a_lasting_change_is_shown_within_the_memory():
    smoother = Smoother(LABELS, settings(0.3))
    for frame in range(50):
        time = frame / 25
        name = "calm" if time < 1 else "cross"
        prediction = smoother.update(share(**{name: 0.9}), time)
        if prediction.label == "cross":
            break
    assert 0.04 < time - 1 < MEMORY


def test_unsure_begins_and_ends_at_two_thresholds():
    smoother = Smoother(LABELS, settings())
    course = [0.6, 0.52, 0.49, 0.55, 0.5 + LEAD + 0.01, 0.51]
    sure = [
        smoother.update(share(glad=value), 100.0 * step).sure
        for step, value in enumerate(course)
    ]
    assert sure == [True, True, False, False, True, True]


def test_an_unsure_answer_defends_no_label():
    smoother = Smoother(LABELS, settings())
    smoother.update(share(glad=0.41, calm=0.39), 0.0)
    prediction = smoother.update(share(glad=0.39, calm=0.41), 100.0)
    assert (prediction.label, prediction.sure) == ("calm", False)


def test_a_sure_answer_defends_its_label():
    smoother = Smoother(LABELS, settings(0.3))
    smoother.update(share(glad=0.9), 0.0)
    prediction = smoother.update(share(glad=0.4, calm=0.45), 100.0)
    assert (prediction.label, prediction.sure) == ("glad", True)


def test_the_highest_threshold_can_still_be_passed():
    smoother = Smoother(LABELS, settings(0.98))
    smoother.update(share(glad=0.6), 0.0)
    assert smoother.update(share(glad=1.0), 100.0).sure


def test_golden_course(golden):
    course = json.loads((golden / "smoothing.json").read_text())
    smoother = Smoother(tuple(course["labels"]), Settings(**course["settings"]))
    shown = set()
    for step in course["steps"]:
        probabilities = np.array(step["probabilities"], "float32")
        prediction = smoother.update(probabilities, step["time"])
        found = (prediction.label, prediction.sure)
        assert found == (step["label"], step["sure"])
        smoothed = pytest.approx(step["smoothed"], abs=1e-6)
        assert prediction.probabilities == smoothed
        shown.add(found)
    assert len({label for label, _ in shown}) >= 4
    assert {sure for _, sure in shown} == {True, False}


def test_memory_and_lead_are_the_models():
    slow = dataclasses.replace(settings(), smoothing_seconds=30.0)
    firm = dataclasses.replace(settings(), label_lead=0.4)
    for changed in (slow, firm):
        smoother = Smoother(LABELS, changed)
        smoother.update(share(glad=0.7), 0.0)
        prediction = smoother.update(share(glad=0.3, calm=0.6), 1.0)
        assert prediction.label == "glad"
    smoother = Smoother(LABELS, settings())
    smoother.update(share(glad=0.7), 0.0)
    assert smoother.update(share(glad=0.3, calm=0.6), 1.0).label == "calm"
