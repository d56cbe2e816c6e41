"""The table of class priors, on a model that predicts one class too often."""

import re

import numpy as np

from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits
from arm_tf.evaluation import evaluate
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from benchmarks import class_priors

CONFIG = Config(
    dataset="fer2013", image_size=24, stem="half", width=0.125, head="gap"
)


def test_prints_the_models_own_share_and_undoes_it(
    tmp_path, monkeypatch, capsys, bars
):
    faces = bars(70, seed=3)
    few = np.flatnonzero(faces.classes)[:12]  # some of each other class
    train = faces.take(np.r_[np.flatnonzero(faces.classes == 0), few])
    splits = FaceSplits("bars", train, train, train)
    logs = class_priors.log_frequencies(train.targets.sum(axis=0))
    model = classifier_from(CONFIG, faces.labels)
    for weight in KerasClassifier(model).fully_connected.weights:
        weight.assign(np.zeros(weight.shape))  # Priors alone choose the class.
    KerasClassifier(model).calibrate(2.0, 0.3 * logs)
    run = Run(tmp_path)
    run.write_config(CONFIG, None, "")
    run.save_model(model)
    monkeypatch.setattr(class_priors, "prepare", lambda *_: splits)
    assert not class_priors.main([str(tmp_path)])
    printed = capsys.readouterr().out
    assert "0.30 of the log frequencies are subtracted" in printed
    KerasClassifier(model).calibrate()
    logits = evaluate.predict(model, train, 64)
    rows = [(logits - share * logs).argmax(axis=1) for share in (0, 0.3, 0.5)]
    assert len({row.tobytes() for row in rows}) > 1  # It matters.
    for share in (0, 0.5):
        hits = (logits - share * logs).argmax(axis=1) == train.classes
        recall = np.mean([hits[train.classes == c].mean() for c in range(7)])
        line = f"{share:.2f}  {100 * hits.mean():.2f}  {recall:.3f}"
        assert len(re.findall(f"^{line}$", printed, re.M)) == 2
