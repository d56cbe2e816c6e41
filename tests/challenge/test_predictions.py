"""The challenge's score, and the files of an untrained run."""

import json
import re

import keras
import numpy as np
import pytest
import sklearn.metrics

from arm_tf.challenge import predictions, scoring
from arm_tf.challenge.gaussian_smoothing import WIDTHS
from arm_tf.commands.challenge import main
from arm_tf.config import Config
from arm_tf.data import aff_wild2
from arm_tf.data.aff_wild2_files import read_annotation
from arm_tf.evaluation import evaluate, metrics
from arm_tf.expressions import BASIC
from arm_tf.layers.pixels import CalibratedLogits
from arm_tf.models.classifier import classifier_from
from arm_tf.training.runs import Run
from tests.helpers.aff_wild2_tree import make_tree, some_codes, write_images


@pytest.mark.parametrize("num_classes", [7, 8])
def test_score_is_pooled_and_per_video(num_classes):
    truth = {str(k): some_codes(40 + k, num_classes, k) for k in range(5)}
    truth["2"] = np.minimum(truth["2"], 1)  # a video of two classes
    truth["3"][:] = -1
    answers = {n: some_codes(len(c), num_classes, 9) for n, c in truth.items()}
    got = scoring.score(truth, answers, num_classes)

    def expected(true, predicted):
        return metrics.aff_wild2_score(true, predicted, num_classes)

    pooled = (np.concatenate(list(part.values())) for part in (truth, answers))
    assert got["score"] == pytest.approx(expected(*pooled))
    assert got["per_video"] == pytest.approx(
        {n: expected(truth[n], answers[n]) for n in truth if n != "3"}
    )
    assert got["num_videos"] == 4
    assert got["num_frames"] == sum((c >= 0).sum() for c in truth.values())


def test_each_answer_stands_in_its_frames_row():
    video = aff_wild2.Video(
        "a", "a", np.zeros(5, "int8"), np.array([2, 3, 5, 6], "int32")
    )
    rows = np.eye(7)[[4, 6, 0, 1]]  # frame 6 has an image but no row
    answers = predictions.answers_of([video], [rows])
    assert answers["a"].tolist() == [-1, 4, 6, -1, 0]


def test_the_truth_is_in_the_challenges_order():
    video = aff_wild2.Video(
        "a", "a", np.array([1, -1, 0, 6], "int8"), np.zeros(0, "int32")
    )
    # happiness, none, neutral, fear
    assert scoring.truth_of([video], BASIC)["a"].tolist() == [4, -1, 0, 3]


@pytest.mark.parametrize(
    "part, spread, suitable",
    [
        ("constant", 1, WIDTHS[1:]),
        ("changing", 1, WIDTHS[:1]),
        ("constant", 0, WIDTHS[:1]),  # all are right: the smallest of them
    ],
)
def test_smoothing_is_fitted_on_validation(
    tmp_path, monkeypatch, part, spread, suitable
):
    """The test video, for which the opposite is best, has no influence."""
    frames = np.arange(1, 401, dtype="int32")
    classes = {"constant": frames * 0, "changing": frames % 7}
    videos = {
        name: aff_wild2.Video(name, name, codes.astype("int8"), frames)
        for name, codes in classes.items()
    }
    noise = np.random.default_rng(0).normal(0, spread, (400, 7))

    def predict(model, faces, _):
        return 2 * faces.targets + noise

    monkeypatch.setattr(predictions, "predict", predict)
    model = keras.Sequential([CalibratedLogits(BASIC)])
    validation, test = [videos.pop(part)], list(videos.values())
    found = aff_wild2.Videos(tmp_path, "", BASIC, [], validation, test, ())
    assert predictions.fitted_width(model, found) in suitable


CONFIG = Config(
    dataset="aff_wild2",
    image_size=24,
    stem="half",
    width=0.125,
    head="gap",
    validation_share=0.3,
)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory):
    """An untrained run on a generated tree, and the tree's labels."""
    root = tmp_path_factory.mktemp("aff_wild2")
    labels = make_tree(root / "tree")
    run = Run(root / "run")
    run.start(CONFIG, root / "tree", "")
    keras.utils.set_random_seed(0)
    run.save_model(classifier_from(CONFIG, (*BASIC, "other")))
    return root, labels


@pytest.mark.parametrize("num_classes", [7, 8])
def test_a_report_on_aff_wild2_has_the_challenges_score(num_classes):
    classes = np.arange(200) % num_classes
    rng = np.random.default_rng(0)
    scores = rng.dirichlet([0.3] * num_classes, 200)
    labels = [str(k) for k in range(num_classes)]
    report = metrics.report(scores, classes, labels, "test")
    assert evaluate.challenge_score(report, "raf_db") is None
    score = evaluate.challenge_score(report, "aff_wild2")
    expected = metrics.aff_wild2_score(
        classes, scores.argmax(axis=1), num_classes
    )
    assert score == pytest.approx(expected)


def test_predictions_are_written_and_scored(untrained, tmp_path, capsys):
    root, labels = untrained
    arguments = [str(root / "run"), "--smooth", "--out", str(tmp_path / "out")]
    assert main(arguments) == 0
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert f"score {report['score']:.4f}" in capsys.readouterr().out
    names = sorted(labels)[-2:]
    assert sorted(report["per_video"]) == names
    pooled = [], []
    for name in names:
        path = tmp_path / f"out/videos/{name}.txt"
        answers = read_annotation(path).classes
        assert len(answers) == len(labels[name])
        absent = (1, 2, 9 + int(name[0]), len(answers))
        assert [n for n, c in enumerate(answers, 1) if c == -1] == list(absent)
        pooled[0].extend(labels[name])
        pooled[1].extend(answers)
    truth, answers = np.array(pooled)
    rows = (tmp_path / "out/predictions.csv").read_text().splitlines()[1:]
    codes = [int(row.split(",")[1]) for row in rows]
    assert codes == answers[answers >= 0].tolist()
    f1 = sklearn.metrics.f1_score(
        truth[truth >= 0], answers[truth >= 0], labels=range(8), average="macro"
    )
    assert report["score"] == pytest.approx(f1)


def test_videos_without_labels_are_predicted_from_a_list(
    untrained, tmp_path, capsys
):
    root, _ = untrained
    tree = tmp_path / "tree"
    labels = make_tree(tree, length=20)
    (tmp_path / "list.txt").write_text("9-withheld\r\n\r\n")
    write_images(tree / "cropped_aligned/9-withheld", range(8), gaps=(1, 3))
    arguments = [str(root / "run"), "--data", str(tree)]
    arguments += ["--videos", str(tmp_path / "list.txt")]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 0
    assert "1 videos, 8 frames, smoothed" in capsys.readouterr().out
    (path,) = (tmp_path / "out/videos").iterdir()
    answers = read_annotation(path).classes
    assert [n for n, c in enumerate(answers, 1) if c == -1] == [1, 3]
    rows = (tmp_path / "out/predictions.csv").read_text().splitlines()[1:]
    assert len(rows) == 6 and all(x.startswith("9-withheld/") for x in rows)
    assert "9-withheld" not in labels
    assert "score" not in json.loads((tmp_path / "out/report.json").read_text())


@pytest.mark.parametrize(
    "text, message",
    [
        (None, "Expected a list of videos.*Check --videos"),
        ("0-none\n1-none", "Received: 0-none, 1-none, 2 of 2 without"),
        ("", "Received: no name"),
    ],
)
def test_a_list_of_videos_that_are_not_there(
    untrained, tmp_path, capsys, text, message
):
    if text is not None:
        (tmp_path / "list.txt").write_text(text)
    arguments = ["--videos", str(tmp_path / "list.txt"), "--out", str(tmp_path)]
    assert main([str(untrained[0] / "run"), *arguments]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and re.search(message, error)


@pytest.mark.parametrize(
    "change, options, message",
    [
        ("7 classes", [], "model of the videos' classes"),
        ("no training", ["--smooth"], "--smooth is fitted on validation"),
        ("elsewhere", [], "does not exist. Check --data"),
    ],
)
def test_wrong_arguments(untrained, tmp_path, capsys, change, options, message):
    tree = tmp_path / "tree"
    if change == "7 classes":
        make_tree(tree, num_classes=7, length=10)
    elif change == "no training":
        make_tree(tree, length=10)
        part = tree / "annotations/EXPR_Set/Training_Set"
        part.rename(part.with_name("gone"))
    arguments = [str(untrained[0] / "run"), "--data", str(tree), *options]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and re.search(message, error)
    assert not (tmp_path / "out").exists()
