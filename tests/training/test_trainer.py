import csv
import dataclasses
import json

import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import (
    EventAccumulator,
)

from arm_tf.data.face_sets import FaceSplits, fingerprint
from arm_tf.errors import CheckFailed, InputError
from arm_tf.evaluation import evaluate
from arm_tf.training import building, stages, statistics
from arm_tf.training.building import build_batches, build_learner, enter
from arm_tf.training.optimizer import build_optimizer
from arm_tf.training.runs import Run
from arm_tf.training.trainer import train
from tests.helpers.small_models import small_config
from tests.helpers.small_runs import check_same, cut_off, ending, started

pytestmark = pytest.mark.usefixtures("quick_training")

TINY = small_config(
    dataset="fer2013",
    image_size=24,
    head="gap",
    augmentation="none",
    batch_size=14,
    epochs=3,
    learning_rate=3e-3,
    schedule="cosine",
    weight_ema=0.5,
)
# All that draws random numbers or keeps a state, at once.
EVERYTHING = dataclasses.replace(
    TINY, head="arm", augmentation="strong", mixup=0.2, cutmix=1.0, epochs=2
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory, bars):
    """One whole run: its folder, its report and its data."""
    splits = FaceSplits("bars", bars(112, 0), bars(28, 1), bars(28, 2))
    config = dataclasses.replace(TINY, epochs=6)
    run = started(tmp_path_factory.mktemp("run") / "a", config, splits)
    return run, train(config, splits, run), splits, config


def test_the_folder_holds_what_the_contract_says(trained):
    run, report, _, _ = trained
    names = {"config.json", "history.csv", "model.keras", "report.json"}
    names |= {"curves.png", "confusion.png", "checkpoint.npz"}
    found = {path.name for path in run.path.iterdir()}
    assert names <= found
    assert not [name for name in found if ".new" in name]
    assert json.loads(run.file("report.json").read_text()) == report.to_dict()
    assert run.config() == trained[3]


def test_it_learns_and_tensorboard_can_read_the_curves(trained):
    with open(trained[0].file("history.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == [str(i) for i in range(1, 7)]
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
    assert trained[1].split == "test" and trained[1].accuracy > 0.8
    events = EventAccumulator(str(trained[0].file("tensorboard"))).Reload()
    tags = {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert tags <= set(events.Tags()["scalars"])
    expected = [float(row["val_loss"]) for row in rows]
    scalars = events.Scalars("val_loss")
    assert [scalar.step for scalar in scalars] == list(range(1, 7))
    np.testing.assert_allclose([s.value for s in scalars], expected, rtol=1e-6)


def test_the_learning_rate_is_that_of_the_middle_step(trained):
    run, _, splits, config = trained
    steps = len(splits.train) // config.batch_size
    optimizer = build_optimizer(config, steps)
    with open(run.file("history.csv"), newline="") as file:
        recorded = [float(row["learning_rate"]) for row in csv.DictReader(file)]
    for epoch, rate in enumerate(recorded):
        optimizer.iterations.assign(epoch * steps + steps // 2)
        assert rate == pytest.approx(float(optimizer.learning_rate), rel=1e-4)


def test_the_temperature_is_stored_with_the_model(trained):
    run, report, _, _ = trained
    temperature = float(run.load_model().layers[-1].temperature)
    assert temperature == pytest.approx(report.temperature)
    assert temperature != 1.0


def test_a_finished_run_trains_no_more(trained, monkeypatch):
    run, report, splits, config = trained
    monkeypatch.setattr("arm_tf.training.trainer.fit", None)
    assert train(config, splits, run) == report


class Logger(keras.callbacks.Callback):
    """Records what an experiment logger would receive."""

    def __init__(self):
        super().__init__()
        self.told = []

    def on_epoch_end(self, epoch, logs=None):
        self.told.append((epoch, sorted(logs)))


def test_a_run_cut_short_while_it_reports_ends_with_the_same_files(
    trained, monkeypatch
):
    def measured_again(*_):
        raise AssertionError("a calibrated model is finished")

    monkeypatch.setattr(statistics, "refresh", measured_again)
    run, report, splits, config = trained
    names = ("model.keras", "confusion.png")
    before = [run.file(name).read_bytes() for name in names]
    run.file("report.json").unlink()  # as if cut off once calibrated
    assert train(config, splits, run) == report
    assert [run.file(name).read_bytes() for name in names] == before


def test_a_run_goes_on_with_more_epochs_and_tells_loggers(tmp_path, bar_splits):
    config = dataclasses.replace(TINY, epochs=1)
    run = started(tmp_path / "run", config, bar_splits)
    train(config, bar_splits, run)
    config = dataclasses.replace(TINY, epochs=2)
    run.start(config, None, fingerprint(bar_splits.train))
    logger = Logger()
    train(config, bar_splits, run, callbacks=(logger,))
    names = ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert logger.told == [(1, names)]
    assert len(run.file("history.csv").read_text().splitlines()) == 3


def test_averages_are_kept_with_statistics_of_their_own(
    tmp_path, bar_splits, monkeypatch
):
    monkeypatch.setattr(statistics, "BATCH", 28)
    monkeypatch.setattr(statistics, "refresh", lambda *_: None)
    config = dataclasses.replace(TINY, epochs=1)
    run = started(tmp_path / "run", config, bar_splits)
    train(config, bar_splits, run)
    kept = run.load_model()
    before = [np.array(x) for x in kept.get_layer("bn1").get_weights()]
    statistics.measure(kept, bar_splits.train)
    after = kept.get_layer("bn1").get_weights()
    np.testing.assert_allclose(before, after, atol=1e-6)
    values, _ = ending(run.path)  # training goes on with its own
    name = min((n for n in values if "bn1/moving_mean" in n), key=len)
    assert np.abs(values[name] - after[2]).max() > 1e-3


def test_a_resumed_run_ends_with_the_same_weights(
    tmp_path, bar_splits, monkeypatch
):
    monkeypatch.setattr(statistics, "BATCH", 28)
    whole = started(tmp_path / "whole", EVERYTHING, bar_splits)
    train(EVERYTHING, bar_splits, whole)
    broken = started(tmp_path / "broken", EVERYTHING, bar_splits)
    with cut_off():
        train(EVERYTHING, bar_splits, broken)
    train(EVERYTHING, bar_splits, broken)
    check_same(ending(whole.path), ending(broken.path))


def test_a_loss_that_is_not_finite_stops_and_says_where(
    tmp_path, bar_splits, monkeypatch
):
    steep = keras.optimizers.SGD(1e30)
    monkeypatch.setattr(building, "build_optimizer", lambda *_: steep)
    config = dataclasses.replace(TINY, l2=1, weight_ema=0.0)
    run = started(tmp_path / "run", config, bar_splits)
    with pytest.raises(
        CheckFailed, match=r"(step \d+ of|after) epoch \d.*loss="
    ):
        train(config, bar_splits, run)


def test_stops_early_when_nothing_gets_better(
    tmp_path, bar_splits, capsys, monkeypatch
):
    real, seen = evaluate.predict, {}

    def unchanging(model, faces, batch_size, mirrored=False):
        key = id(faces), mirrored
        if key not in seen:
            seen[key] = real(model, faces, batch_size, mirrored)
        return seen[key]

    monkeypatch.setattr(evaluate, "predict", unchanging)
    config = dataclasses.replace(
        TINY, patience=1, epochs=50, learning_rate=1e-8
    )
    run = started(tmp_path / "run", config, bar_splits)
    train(config, bar_splits, run)
    assert "stopping early" in capsys.readouterr().out
    assert len(run.file("history.csv").read_text().splitlines()) == 3


def test_a_split_without_faces_is_named(tmp_path, bars, bar_splits):
    splits = dataclasses.replace(bar_splits, test=bars(0, seed=0))
    with pytest.raises(InputError, match="The test part has no usable faces"):
        train(TINY, splits, Run(tmp_path))


def test_mrr_and_class_weights_reach_the_batches(bars):
    faces = bars(70, seed=0).take(np.r_[0:70:7, 1:15:7, 2])
    config = dataclasses.replace(TINY, balance="mrr", batch_size=3)
    batches = build_batches(config, faces)
    shown = np.concatenate([batches[i][1] for i in range(len(batches))])
    assert shown.sum(axis=0)[:3].tolist() == [1, 1, 1]
    config = dataclasses.replace(TINY, balance="class_weights", batch_size=13)
    _, targets, weights = build_batches(config, faces)[0]
    by_class = [weights[targets[:, c] == 1].sum() for c in range(3)]
    np.testing.assert_allclose(by_class, 13 / 3, rtol=1e-5)


def test_half_precision_ends_where_float32_does(bars):
    """Loss scaling, float32 statistics, running mean and logits included."""
    faces, judged = bars(112, seed=0), bars(56, seed=1)
    ends = {}
    for policy in ("float32", "mixed_bfloat16", "mixed_float16"):
        config = dataclasses.replace(
            TINY, head="arm", precision=policy, epochs=6, weight_ema=0.0
        )
        keras.utils.set_random_seed(0)
        batches = build_batches(config, faces)
        learner = build_learner(config, faces.labels, batches)
        enter(*stages.plan(config), learner, batches)
        scaled = type(learner.optimizer).__name__ == "LossScaleOptimizer"
        assert scaled == (policy == "mixed_float16")
        learner.fit(batches, epochs=6, shuffle=False, verbose=0)
        logits = evaluate.predict(learner.classifier, judged, 28)
        assert logits.dtype == np.float32
        for weight in learner.classifier.weights:
            assert weight.dtype == "float32" and np.isfinite(weight).all()
        ends[policy] = np.mean(logits.argmax(axis=1) == judged.classes)
    assert ends["float32"] > 0.8
    for accuracy in ends.values():
        assert abs(accuracy - ends["float32"]) < 0.1


def test_l2_is_half_the_sum_of_squares(bars):
    faces = bars(14, seed=0)
    losses = []
    for l2 in (0.0, 0.1):
        config = dataclasses.replace(TINY, l2=l2)
        batches = build_batches(config, faces)
        keras.utils.set_random_seed(0)
        learner = build_learner(config, faces.labels, batches)
        learner.classifier.get_layer("fc").bias.assign([2.0] * 7)
        x, y, w = batches[0]
        losses.append(float(learner.compute_loss(x, y, learner(x), w)))
    weights = learner.classifier.trainable_variables
    squares = sum(float(np.sum(np.square(v))) for v in weights)
    np.testing.assert_allclose(losses[1] - losses[0], 0.05 * squares, rtol=1e-2)
