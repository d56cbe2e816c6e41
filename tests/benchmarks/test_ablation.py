"""The comparison of networks, on known predictions."""

import re
import types

import numpy as np
import pytest

from arm_tf import build_classifier
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from benchmarks import ablation


class SeesItsBatch:
    """Predicts the class whose bar is brightest in the whole batch."""

    input_shape = (None, 24, 24, 3)

    def predict(self, batches, verbose):
        logits = []
        for number in range(len(batches)):
            rows = batches[number][..., 0].mean(axis=(0, 2))
            bars = rows[:21].reshape(7, 3).mean(axis=1)
            logits += [bars] * len(batches[number])
        return np.array(logits)


def test_a_model_that_sees_its_batch_is_told_by_the_order(bars):
    test = bars(64 * 7, seed=3)
    found = ablation.judge("arm-batch", [SeesItsBatch()] * 2, test)
    scores = {name: right.mean() for name, right in found.items()}
    assert scores["arm-batch, sorted by class"] == 1
    assert scores["arm-batch, one by one"] == 1
    assert scores["arm-batch, shuffled"] < 0.5


def test_answers_are_in_the_order_of_the_faces(bars):
    test = bars(70, seed=3)
    order = np.random.default_rng(1).permutation(70)
    plain = ablation.right([SeesItsBatch()], test, np.arange(70), 1)
    # One face at a time the model is right; in pairs, one hides the other.
    assert plain.all()
    pairs = ablation.right([SeesItsBatch()], test, order, 2)
    assert pairs.shape == (1, 70) and not pairs.all()
    hits = [test.classes[order[i]] for i in range(70)]
    same = [hits[i] == hits[i ^ 1] for i in range(70)]
    assert pairs[0, order][same].all()


def test_table_names_means_deviations_and_differences():
    rng = np.random.default_rng(0)
    gap = rng.random((3, 2000)) < 0.6
    answers = {"gap": gap, "arm": gap | (rng.random(2000) < 0.1)}
    lines = ablation.table(answers, ("gap", "flatten"))
    text = "\n".join(lines)
    scores = 100 * gap.mean(axis=1)
    assert f"{scores.mean():6.2f} ± {scores.std(ddof=1):4.2f}" in text
    assert "arm - gap: +" in text and "0.000, 0.000, 0.000" in text


def test_one_seed_has_no_deviation():
    found = np.arange(10).reshape(1, 10) < 7
    (_, line, *_) = ablation.table({"arm": found}, ())
    assert "70.00" in line and "±" not in line


def test_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(200):
        # Faces differ in difficulty; both models get 3 tries at each.
        hard = rng.random(400)
        first, second = rng.random((2, 3, 400)) < (hard * 0.8 + 0.1)
        low, high = ablation.difference_interval(first, second)
        inside += low <= 0 <= high
    assert 180 <= inside <= 198


def test_networks_are_compared_without_class_priors(tmp_path):
    model = build_classifier(
        ("a", "b"), image_size=32, head="gap", width=0.125, stem="small"
    )
    KerasClassifier(model).calibrate(2.0, (1.0, -1.0))
    run = Run(tmp_path)
    run.save_model(model)
    assert not KerasClassifier(ablation.uncalibrated(run)).is_calibrated


class Called(Exception):
    pass


def test_trains_what_is_not_trained_yet(tmp_path, monkeypatch, capfd):
    def done(name, seed):
        Run(ablation.folder(tmp_path, name, seed)).path.mkdir()
        path = ablation.folder(tmp_path, name, seed) / "report.json"
        path.write_text("{}")

    commands = []

    def run(command, check):
        commands.append(command[2:])
        raise Called

    monkeypatch.setattr(ablation.subprocess, "run", run)
    done("gap", 0)
    with pytest.raises(Called):
        ablation.main(
            ["--runs", str(tmp_path), "--data", "faces", "epochs=3"]
            + ["--networks", "gap", "llam"]
        )
    wanted = ["fer2013", "--run", str(tmp_path / "llam-0"), "epochs=3"]
    wanted += ["head=gap", "attention=llam", "seed=0", "--data", "faces"]
    assert commands == [wanted]


def test_a_training_that_fails_is_named(tmp_path, capfd):
    code = ablation.main(
        ["--runs", str(tmp_path), "--data", str(tmp_path), "--networks", "gap"]
    )
    assert code == 1
    error = capfd.readouterr().err
    assert "exit code 2" in error and "gap-0" in error


def test_the_split_is_the_one_asked_for(monkeypatch, capsys, bars):
    monkeypatch.setattr(ablation, "train", lambda *_: None)
    monkeypatch.setattr(ablation, "uncalibrated", lambda run: run.path)
    splits = types.SimpleNamespace(
        validation=bars(14, seed=3), test=bars(70, seed=3)
    )
    monkeypatch.setattr(ablation, "prepare", lambda *_: splits)
    monkeypatch.setattr(
        ablation,
        "judge",
        lambda name, models, faces: {f"{name}-{len(faces)}": np.ones((1, 1))},
    )
    command = ["--networks", "gap", "--seeds", "0"]
    assert not ablation.main(command)
    assert "gap-70 " in capsys.readouterr().out
    assert not ablation.main([*command, "--split", "validation"])
    assert "gap-14 " in capsys.readouterr().out


def test_cut_training_is_compared_with_uncut_on_both_kinds_of_faces(
    monkeypatch, capsys, bars
):
    monkeypatch.setattr(ablation, "train", lambda *_: None)
    monkeypatch.setattr(ablation, "uncalibrated", lambda run: run.path)
    asked = []

    def prepare(config, data):
        asked.append(config.aligned)
        return types.SimpleNamespace(test=bars(70, seed=3))

    def judge(name, models, test):
        cut = asked[-1]
        share = 0.9 if (name == "aligned") == cut else 0.5
        return {name: (np.arange(70) < 70 * share)[None]}

    monkeypatch.setattr(ablation, "prepare", prepare)
    monkeypatch.setattr(ablation, "judge", judge)
    command = "--networks uncut aligned --against uncut --seeds 0"
    assert not ablation.main(command.split())
    assert asked == [False, True]
    printed = capsys.readouterr().out
    for row, score in (
        ("uncut", 90),
        ("aligned", 50),
        ("uncut, cut faces", 50),
        ("aligned, cut faces", 90),
    ):
        assert re.search(rf"^{row} +{score}\.00", printed, re.M)
    assert "aligned, cut faces - uncut: +0.00 points" in printed
    assert "aligned - uncut: -40.00 points" in printed
