"""From a generated Aff-Wild2 tree to a score, its files, and a phone's file."""

import csv
import json

import numpy as np
import pytest
import sklearn.metrics

from arm_tf.commands import challenge, export, train
from arm_tf.config import configure
from arm_tf.data.aff_wild2_files import read_annotation
from arm_tf.data.prepare import prepare
from arm_tf.evaluation import evaluate
from arm_tf.expressions import BASIC
from arm_tf.training.building import build_batches
from tests.helpers.aff_wild2_tree import make_tree

# Enough held-out frames that a half-trained network is not yet at 100 %, so
# that the kept epoch is a good one.
SETTINGS = ["attention=llam", "image_size=32", "width=0.125", "epochs=4"]
SETTINGS += ["batch_size=8", "validation_share=0.3"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory, without_xla):
    """The folder of a tree and a run on it, and the tree's labels."""
    root = tmp_path_factory.mktemp("aff_wild2")
    labels = make_tree(root / "tree", videos=10, length=300)
    arguments = ["--data", str(root / "tree"), "--run", str(root / "run")]
    assert train.main(["aff_wild2", *arguments, *SETTINGS]) == 0
    return root, labels


@pytest.mark.slow
def test_the_report_has_the_challenges_score(trained, tmp_path):
    run = trained[0] / "run"
    report = json.loads((run / "report.json").read_text())
    assert report["labels"] == [*BASIC, "other"]
    # Eight classes: the mean F1.
    assert report["challenge_score"] == pytest.approx(report["macro_f1"])
    assert report["challenge_score"] > 0.9
    again = tmp_path / "again.json"
    assert evaluate.main([str(run), "--json", str(again)]) == 0
    assert json.loads(again.read_text())["challenge_score"] == pytest.approx(
        report["challenge_score"]
    )


@pytest.mark.slow
def test_the_prediction_files_have_the_score_they_report(trained, tmp_path):
    root, labels = trained
    arguments = [str(root / "run"), "--smooth", "--out", str(tmp_path)]
    assert challenge.main(arguments) == 0
    report = json.loads((tmp_path / "report.json").read_text())
    truth, answers = [], []
    for name in report["per_video"]:
        path = tmp_path / f"videos/{name}.txt"
        answers.extend(read_annotation(path).classes)
        truth.extend(labels[name])
    truth, answers = np.array(truth), np.array(answers)
    known = truth >= 0
    f1 = sklearn.metrics.f1_score(
        truth[known], answers[known], labels=range(8), average="macro"
    )
    assert f1 == pytest.approx(report["score"]) and f1 > 0.9
    with open(tmp_path / "predictions.csv", newline="") as file:
        rows = [int(row[1]) for row in list(csv.reader(file))[1:]]
    assert rows == answers[answers >= 0].tolist()


@pytest.mark.slow
def test_a_phones_file_keeps_the_accuracy(trained):
    run = trained[0] / "run"
    assert export.main([str(run), "--qat-epochs", "0"]) == 0
    report = json.loads((run / "tflite/report.json").read_text())
    assert report["agreement"] >= 0.97
    assert report["keras_accuracy"] - report["tflite_accuracy"] <= 0.005
    assert (run / "tflite/model.tflite").is_file()


@pytest.mark.parametrize(
    "settings",
    [
        ["batch_size=8"],  # with the preset's MRR
        ["balance=class_weights", "batch_size=1000"],
    ],
)
def test_no_class_outweighs_another(tmp_path, settings):
    make_tree(tmp_path)
    config = configure("aff_wild2", ["image_size=24", *settings])
    faces = prepare(config, tmp_path).train
    assert len(set(faces.counts())) > 1
    batches = build_batches(config, faces)
    shown = np.zeros(8)
    for _, targets, weights in (batches[i] for i in range(len(batches))):
        shown += targets.T @ weights
    np.testing.assert_allclose(shown, shown.mean(), rtol=1e-5)
