"""`arm-tf train folds=2`, as a user runs it."""

import json

import numpy as np
import pytest

from arm_tf.commands import evaluate, train

TINY = ["image_size=24", "width=0.125", "epochs=1", "batch_size=32"]


@pytest.mark.usefixtures("quick_training")
def test_folds_are_runs_of_their_own(fer2013, tmp_path, capsys):
    path = tmp_path / "folds"
    command = ["fer2013", "--data", str(fer2013), "--run", str(path), *TINY]
    command += ["aligned=false", "folds=2", "validation_share=0.2"]
    assert train.main(command) == 0
    reports = [
        json.loads((path / f"fold{fold}" / "report.json").read_text())
        for fold in (1, 2)
    ]
    summary = json.loads((path / "folds.json").read_text())
    # All faces, including the set's own test split, each tested once.
    assert summary["num_images"] == 98
    accuracies = [report["accuracy"] for report in reports]
    assert summary["mean"]["accuracy"] == pytest.approx(np.mean(accuracies))
    assert summary["std"]["accuracy"] == np.std(accuracies, ddof=1)
    shown = capsys.readouterr().out
    assert "98 faces, each tested once: accuracy" in shown

    # A fold is a normal run: evaluated on its own faces, and resumable.
    file = tmp_path / "again.json"
    fold = str(path / "fold2")
    assert evaluate.main([fold, "--json", str(file)]) == 0
    again = json.loads(file.read_text())
    assert again["confusion_matrix"] == reports[1]["confusion_matrix"]
