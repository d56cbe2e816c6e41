"""A training run from start to report; reads from top to bottom."""

import dataclasses
import sys

import keras
import numpy as np

from arm_tf.config import Config
from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet, FaceSplits, check_some
from arm_tf.evaluation import evaluate, plots
from arm_tf.files import atomic_files
from arm_tf.models.parts import KerasClassifier
from arm_tf.training import checkpoint, devices, stages, statistics
from arm_tf.training.building import (
    build_batches,
    build_learner,
    enter,
    make_deterministic,
)
from arm_tf.training.freed_memory import keep_freed_memory
from arm_tf.training.learner import Learner
from arm_tf.training.recorder import EpochSeeds, Recorder, stale_epochs
from arm_tf.training.runs import Run
from arm_tf.training.scalars import TensorBoardScalars
from arm_tf.training.stages import Stage

EVALUATION_BATCH = 64


def train(
    config: Config,
    splits: FaceSplits,
    run: Run,
    callbacks: tuple[keras.callbacks.Callback, ...] = (),
) -> evaluate.Evaluation:
    """Trains, keeps and calibrates the best epoch, reports on the test split.

    Called again after an interruption, or with more epochs, it continues after
    the last epoch.

    Args:
        config: `arm_tf.config.Config`.
        splits: `arm_tf.data.face_sets.FaceSplits` with all three parts.
        run: `arm_tf.training.runs.Run`, started.
        callbacks: Keras callbacks, such as those of an experiment logger;
            their logs include the validation figures.

    Returns:
        The report on the test split; `to_dict` returns it as in `report.json`.

    Raises:
        CheckFailed: the loss was not finite.
    """
    for part in ("train", "validation", "test"):
        check_some(getattr(splits, part), f"The {part} part")
    with devices.spread(config):
        make_deterministic(config)
        batches = build_batches(config, splits.train)
        labels = splits.train.labels
        learner = build_learner(config, labels, batches)
        path = run.file("checkpoint.npz")
        history = checkpoint.history(path)
        for stage in stages.plan(config):
            if _finished(history, stage):
                continue
            enter(stage, learner, batches)
            history = checkpoint.restore(path, learner, stage.first)
            validation = splits.validation
            fit(learner, batches, validation, run, history, stage, callbacks)
    return finish(config, splits, run, history)


def fit(
    learner: Learner,
    batches: FaceBatches,
    validation: FaceSet,
    run: Run,
    history: list,
    stage: Stage,
    after: tuple = (),
    before: tuple = (),
) -> None:
    """Trains to the last epoch of a stage, recording every one.

    With `weight_ema`, the averaged weights are judged and kept, with statistics
    measured for them.

    Args:
        learner: `Learner` in this stage, restored to the end of `history`.
        batches: `FaceBatches`.
        validation: `FaceSet` to validate on after every epoch.
        run: `Run`, started.
        history: list of dicts, the epochs done so far; is appended to.
        stage: `Stage`, not yet at its end.
        after: callbacks to run once an epoch is validated and recorded.
        before: callbacks to run before that.
    """
    config = run.config()
    batches.go_to_epoch(len(history))

    def judge(classifier):
        with devices.on_each_alike():
            if config.weight_ema:  # Averages need statistics of their own.
                statistics.measure(
                    classifier, batches.faces, statistics.JUDGE_FACES
                )
            logits = evaluate.predict(classifier, validation, EVALUATION_BATCH)
        hits = logits.argmax(axis=1) == validation.classes
        return {
            "val_loss": evaluate.cross_entropy(logits, validation.targets),
            "val_accuracy": float(hits.mean()),
        }

    keep_freed_memory()
    print("compiling the first training step; it may take a minute", flush=True)
    with batches.reading():
        learner.fit(
            batches,
            epochs=stage.last,
            initial_epoch=len(history),
            shuffle=False,  # The batches shuffle themselves.
            verbose="auto" if sys.stdout.isatty() else 0,
            callbacks=[
                EpochSeeds(learner.generators(), config.seed),
                *before,
                Recorder(run, judge, history, stage, config.epochs),
                TensorBoardScalars(run.file("tensorboard")),
                *after,
            ],
        )


def finish(
    config: Config,
    splits: FaceSplits,
    run: Run,
    history: list,
    offset: np.ndarray | None = None,
) -> evaluate.Evaluation:
    """Calibrates the best epoch's model and writes the report and pictures.

    Args:
        config: `Config`.
        splits: `FaceSplits`, with all three parts.
        run: `Run`, with the model.
        history: list of dicts, the epochs.
        offset: float `(classes,)`, the class priors to subtract from the
            logits; None to fit them.

    Returns:
        The report on the test split.
    """
    run.write_history(history)  # After a kill, it may lack the last epoch.
    best = len(history) - stale_epochs(history)
    print(f"kept: epoch {best} of {len(history)}, the best on validation")
    classifier = KerasClassifier(run.load_model())
    # It is already calibrated if only the report was interrupted.
    if not classifier.is_calibrated:
        _calibrate(classifier, config, splits, offset)
        run.save_model(classifier.network)
    report = evaluate.evaluate(classifier, splits.test, "test", splits.train)
    score = evaluate.challenge_score(report, config.dataset)
    report = dataclasses.replace(report, challenge_score=score)
    atomic_files.write_json(run.file("report.json"), report.to_dict())
    plots.save_curves(history, run.file("curves.png"))
    plots.save_confusion(report, run.file("confusion.png"))
    return report


def _calibrate(classifier, config, splits, offset):
    statistics.refresh(classifier.network, splits.train, splits.validation)
    imbalance = splits.train.targets.sum(axis=0)
    evaluate.calibrate(
        classifier,
        splits.validation,
        imbalance if config.balance == "none" else None,
        offset,
    )


def _finished(history, stage):
    stale = stale_epochs(history[stage.first :])
    patience = stage.config.patience
    return len(history) >= stage.last or 0 < patience <= stale
