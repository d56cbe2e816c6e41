"""The table of class priors, on a model that predicts one class too often."""

import re

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from benchmarks import class_priors

CONFIG = Config(
    dataset="fer2013", image_size=24, stem="half", width=0.125, head="gap"
)


def test_figures_of_known_predictions():
    logits = np.eye(3)[[0, 0, 0, 1, 0]]
    found = class_priors.figures(logits, np.array([0, 0, 0, 1, 2]))
    assert found == pytest.approx((80, 2 / 3))


def test_prints_the_models_own_share_and_undoes_it(
    tmp_path, monkeypatch, capsys, bars
):
    faces = bars(70, seed=3)
    train = faces.take(np.flatnonzero(np.arange(70) % 9 > 0))
    splits = FaceSplits("bars", train, faces, faces)
    logs = class_priors.log_frequencies(train.targets.sum(axis=0))
    model = classifier_from(CONFIG, faces.labels)
    KerasClassifier(model).calibrate(2.0, 0.3 * logs)
    run = Run(tmp_path)
    run.write_config(CONFIG, None, "")
    run.save_model(model)
    monkeypatch.setattr(class_priors, "prepare", lambda *_: splits)
    assert not class_priors.main([str(tmp_path)])
    printed = capsys.readouterr().out
    assert "0.30 of the log frequencies are subtracted" in printed
    KerasClassifier(model).calibrate()
    logits = class_priors.evaluate.predict(model, faces, 64)
    for share in (0, 0.5):
        wanted = class_priors.figures(logits - share * logs, faces.classes)
        line = "{:.2f}  {:.2f}  {:.3f}".format(share, *wanted)
        assert len(re.findall(f"^{line}$", printed, re.M)) == 2
