"""A training run from start to report; reads from top to bottom."""

import dataclasses
import sys

import keras

from arm_tf.config import Config
from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet, FaceSplits, check_some
from arm_tf.evaluation import evaluate, plots
from arm_tf.files import atomic_files
from arm_tf.layers.mixing import Mixing
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier, freeze_backbone
from arm_tf.training import (
    augmentation,
    checkpoint,
    devices,
    precision,
    processor,
    resampling,
    stages,
    statistics,
)
from arm_tf.training.freed_memory import keep_freed_memory
from arm_tf.training.learner import Learner
from arm_tf.training.optimizer import build_optimizer
from arm_tf.training.recorder import (
    EpochSeeds,
    Recorder,
    stale_epochs,
)
from arm_tf.training.runs import Run
from arm_tf.training.scalars import TensorBoardScalars
from arm_tf.training.stages import Stage
from arm_tf.training.teacher import load_teacher
from arm_tf.weights.starting import load_weights

WORKERS = 2  # threads that decode and resize while the device computes
EVALUATION_BATCH = 64
LONG = 1500  # steps


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
        _make_deterministic(config)
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
            fit(
                learner,
                batches,
                validation,
                run,
                history,
                stage,
                callbacks,
            )
    return finish(config, splits, run, history)


def build_batches(config: Config, faces: FaceSet) -> FaceBatches:
    """Returns the `FaceBatches` of a training set, balanced as configured."""
    sampler = resampling.shuffled(len(faces), config.seed)
    if config.balance == "mrr":
        sampler = resampling.minimal_random_resampling(
            faces.classes, config.faces_per_class, config.seed
        )
    sampler, batch_size = devices.share(sampler, config.batch_size)
    weights = None
    if config.balance == "class_weights":
        weights = resampling.class_weights(faces.counts())
    return FaceBatches(
        faces,
        config.image_size,
        batch_size,
        sampler,
        weights,
        workers=WORKERS,
    )


def build_learner(
    config: Config, labels: tuple, batches: FaceBatches
) -> Learner:
    """Returns the `Learner` of a run, all variables built."""
    policy = precision.choose(config.precision)
    print(precision.describe())
    print(f"precision: {policy}, backend: {keras.backend.backend()}")
    classifier = classifier_from(config, labels, policy)
    load_weights(classifier, config.weights, batches)
    colour = KerasClassifier(classifier).normalization.mean
    teacher = load_teacher(config.teacher, classifier)
    return make_learner(config, classifier, colour, batches, teacher)


def make_learner(
    config: Config,
    classifier: keras.Model,
    colour: tuple,
    batches: FaceBatches,
    teacher: keras.Model | None,
) -> Learner:
    """Returns a classifier's `Learner`, built; `enter` compiles it.

    Args:
        config: `Config`.
        classifier: `keras.Model` from pixels to logits.
        colour: three floats in [0, 255] that erased rectangles are painted in.
        batches: `FaceBatches` it will be trained on.
        teacher: `keras.Model` to distill knowledge from; None for none.
    """
    generator = keras.random.SeedGenerator(config.seed)
    learner = Learner(
        classifier,
        augmentation.recipe(config.augmentation, generator, colour),
        Mixing(generator, config.mixup, config.cutmix),
        label_smoothing=config.label_smoothing,
        l2=config.l2,
        teacher=teacher,
        dtype=precision.choose(config.precision),
    )
    # Builds all variables, so that a checkpoint can be restored.
    learner(batches[0][0])
    return learner


def enter(
    stage: Stage,
    learner: Learner,
    batches: FaceBatches,
    jit_compile: bool | str | None = None,
) -> None:
    """Compiles a learner for a stage, with a new optimizer.

    Args:
        stage: `Stage`.
        learner: `Learner`, all variables built.
        batches: `FaceBatches` it will be trained on.
        jit_compile: as `keras.Model.compile` takes it; None for `compiles`.
    """
    if jit_compile is None:
        jit_compile = compiles(stage.config.epochs * len(batches))
    freeze_backbone(learner.classifier, stage.head_alone)
    optimizer = build_optimizer(stage.config, len(batches))
    learner.compile(optimizer, jit_compile=jit_compile)
    learner.optimizer.build(learner.trainable_variables)


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
    config: Config, splits: FaceSplits, run: Run, history: list
) -> evaluate.Evaluation:
    """Calibrates the best epoch's model and writes the report and pictures.

    Returns:
        The report on the test split.
    """
    run.write_history(history)  # After a kill, it may lack the last epoch.
    best = len(history) - stale_epochs(history)
    print(f"kept: epoch {best} of {len(history)}, the best on validation")
    classifier = KerasClassifier(run.load_model())
    # It is already calibrated if only the report was interrupted.
    if not classifier.is_calibrated:
        _calibrate(classifier, config, splits)
        run.save_model(classifier.network)
    report = evaluate.evaluate(classifier, splits.test, "test", splits.train)
    score = evaluate.challenge_score(report, config.dataset)
    report = dataclasses.replace(report, challenge_score=score)
    atomic_files.write_json(run.file("report.json"), report.to_dict())
    plots.save_curves(history, run.file("curves.png"))
    plots.save_confusion(report, run.file("confusion.png"))
    return report


def _calibrate(classifier, config, splits):
    statistics.refresh(classifier.network, splits.train, splits.validation)
    imbalance = splits.train.targets.sum(axis=0)
    evaluate.calibrate(
        classifier,
        splits.validation,
        imbalance if config.balance == "none" else None,
    )


def _finished(history, stage):
    stale = stale_epochs(history[stage.first :])
    patience = stage.config.patience
    return len(history) >= stage.last or 0 < patience <= stale


def _make_deterministic(config):
    keras.utils.set_random_seed(config.seed)
    if keras.backend.backend() == "tensorflow" and compiles() == "auto":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()


def compiles(steps: int = LONG) -> bool | str:
    """Returns whether XLA compiles the training step.

    Args:
        steps: int, how many there will be. Compiling takes half a minute,
            which does not pay off for few steps.

    On TensorFlow's CPU, where Keras leaves XLA off, it makes a step of a narrow
    ResNet twice as fast with AVX2. With AVX-512, oneDNN's convolutions without
    XLA are faster, by 30 to 100 % (docs/results.md). On GPUs TensorFlow repeats
    its results bit for bit only without XLA, so there Keras decides.
    """
    if keras.backend.backend() != "tensorflow" or steps < LONG:
        return "auto"
    if "avx512f" in processor.flags():
        return "auto"
    import tensorflow as tf

    # XLA cannot compile a step that is distributed over several devices.
    if tf.distribute.has_strategy():
        return "auto"
    return "auto" if tf.config.list_physical_devices("GPU") else True
