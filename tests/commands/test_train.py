"""`python train.py`, as a user runs it."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from arm_tf import pretrained
from arm_tf.commands import train
from arm_tf.expressions import BASIC
from arm_tf.training.runs import Run

TINY = ["image_size=24", "width=0.125", "epochs=1", "batch_size=32"]


def test_from_a_csv_to_a_report(fer2013, tmp_path, capsys):
    run = tmp_path / "run"
    arguments = ["fer2013", "--data", str(fer2013), "--run", str(run)]
    assert train.main([*arguments, *TINY, "validation_share=0.2"]) == 0
    out = capsys.readouterr().out
    assert "FER2013" in out and "epoch 1/1" in out
    report = json.loads((run / "report.json").read_text())
    assert report["labels"] == list(BASIC)
    assert report["num_images"] == 28
    names = {path.name for path in run.iterdir()}
    assert {"model.keras", "curves.png", "confusion.png"} <= names

    # A run that another process is training is left alone.
    with Run(run).locked():
        assert train.main([*arguments, *TINY, "validation_share=0.2"]) == 2
    assert "no other process is training" in capsys.readouterr().err

    # A run with other settings is not overwritten.
    assert train.main([*arguments, *TINY, "validation_share=0.3"]) == 2
    words = "trained with validation_share=0.2. Received: validation_share=0.3"
    assert words in capsys.readouterr().err


def test_the_settings_of_another_run(capsys):
    run = pretrained.find_run("mobile")
    assert train.main(["--config", str(run), "--list", "epochs=3"]) == 0
    shown = capsys.readouterr().out
    assert "settings of ferplus" in shown and "\nepochs=3 " in shown
    assert "\nbackbone=face_resnet_short " in shown
    file = str(run / "config.json")
    assert train.main(["fer2013", "--config", file]) == 2
    assert "of a run on ferplus. Leave fer2013 out." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["imagenet"], "no preset called 'imagenet'"),
        (["raf_db"], "needs the folder.*no --data"),
        (["raf_db", "epocs=3"], "no setting called 'epocs'"),
        (["epochs=zero"], "`epochs` takes int values"),
        (["raf_db", "--data", "nowhere"], "nowhere"),
        (["devices=9999"], "`devices` must be at most"),
        (["--recipe", "none"], "a recipe of synthetic: drawn_short, drawn"),
        (["--recipe", "drawn", "--from", "mobile"], "not allowed with"),
        (["--config", "nowhere"], "run's folder.*Received: nowhere"),
        (["folds=1"], "`folds` must be 0 or at least 2"),
        (["folds=3", "fold=4"], "Received: folds=3 fold=4"),
        (
            ["ferplus", "--recipe", "ferplus_128", "folds=2"],
            "ferplus_face2, which has seen the faces of every fold",
        ),
    ],
)
def test_wrong_arguments_are_one_line_and_exit_2(arguments, message, capsys):
    assert train.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("error") and error.count("\n") == 1
    assert re.search(message, error)


def test_the_program_ends_with_the_exit_code():
    done = subprocess.run(
        [sys.executable, "train.py", "imagenet"], capture_output=True, text=True
    )
    assert done.returncode == 2
    lines = [x for x in done.stderr.splitlines() if x.startswith("error")]
    assert len(lines) == 1 and "Traceback" not in done.stderr


@pytest.mark.slow
def test_killed_at_any_moment_it_ends_with_the_same_weights(fer2013, tmp_path):
    command = [sys.executable, "train.py", "fer2013", "--data", str(fer2013)]
    command += [*TINY, "epochs=4", "augmentation=strong", "mixup=0.2", "--run"]
    subprocess.run([*command, str(tmp_path / "whole")], check=True)
    broken, rng = tmp_path / "broken", np.random.default_rng(0)
    kills = 0
    while kills < 4:
        # From the imports to the last checkpoint, wherever it hits.
        process = subprocess.Popen([*command, str(broken)])
        try:
            process.wait(timeout=rng.uniform(10, 70))
            break
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
    subprocess.run([*command, str(broken)], check=True)
    assert kills
    with (
        np.load(tmp_path / "whole" / "checkpoint.npz") as expected,
        np.load(broken / "checkpoint.npz") as got,
    ):
        for name in set(expected.files) - {"history"}:
            np.testing.assert_array_equal(expected[name], got[name])
    assert not list(broken.glob(".*.new*"))
