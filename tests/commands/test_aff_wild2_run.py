"""From a generated Aff-Wild2 tree to a score, and a phone's file."""

import json

import numpy as np
import pytest

from arm_tf.commands import evaluate, export, train
from arm_tf.config import configure
from arm_tf.data.prepare import prepare
from arm_tf.expressions import BASIC
from arm_tf.training.building import build_batches
from tests.helpers.aff_wild2_tree import make_tree

# Enough held-out frames that a half-trained network is not yet at 100 %, so
# that the kept epoch is a good one.
SETTINGS = ["attention=llam", "image_size=32", "width=0.125", "epochs=4"]
SETTINGS += ["batch_size=8", "validation_share=0.3"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory, quick_training):
    """A run on a generated tree."""
    root = tmp_path_factory.mktemp("aff_wild2")
    make_tree(root / "tree", videos=10, length=300)
    arguments = ["--data", str(root / "tree"), "--run", str(root / "run")]
    assert train.main(["aff_wild2", *arguments, *SETTINGS]) == 0
    return root / "run"


@pytest.mark.slow
def test_the_report_has_the_challenges_score(trained, tmp_path):
    report = json.loads((trained / "report.json").read_text())
    assert report["labels"] == [*BASIC, "other"]
    # Eight classes: the mean F1.
    assert report["challenge_score"] == pytest.approx(report["macro_f1"])
    assert report["challenge_score"] > 0.9
    again = tmp_path / "again.json"
    assert evaluate.main([str(trained), "--json", str(again)]) == 0
    assert json.loads(again.read_text())["challenge_score"] == pytest.approx(
        report["challenge_score"]
    )


@pytest.mark.slow
def test_a_phones_file_keeps_the_accuracy(trained):
    assert export.main([str(trained), "--qat-epochs", "0"]) == 0
    report = json.loads((trained / "tflite/report.json").read_text())
    assert report["agreement"] >= 0.97
    assert report["keras_accuracy"] - report["tflite_accuracy"] <= 0.005
    assert (trained / "tflite/model.tflite").is_file()


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
