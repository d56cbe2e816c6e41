"""Quantization-aware training (QAT): a training run of a quantized model.

It learns from the labels and, by knowledge distillation, from the trained
float model, so that the phone's predictions stay close to Python's and the
model does not overfit (after scheme C of Mishra and Marr, arXiv 1711.05852,
whose teacher is a larger model).
"""

import dataclasses
import hashlib

import keras
import numpy as np

from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits, fingerprint
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.quantize.insert import quantize
from arm_tf.training import building, checkpoint, stages, trainer
from arm_tf.training.runs import Run

# Of the original learning rate: enough to compensate for rounding, without
# undoing the training.
RATE_SHARE = 1 / 20
# Of all steps. After them, ranges and BatchNorm's statistics are frozen, as in
# the file, so that the weights adapt to what is shipped.
FREEZE_SHARE = 0.7
# Drawn anew for every epoch: hundreds of steps compensate for rounding, and
# each takes twice as long as a normal training step.
EPOCH_FACES = 8192


def fine_tune(
    run: Run, epochs: int, splits: FaceSplits, weight_bits: int = 8
) -> KerasClassifier:
    """Returns a run's model, quantized and fine-tuned quantization-aware.

    This is a run of its own, in a subfolder of the run, named after the number
    of epochs and the trained model's digest: `qat-2-1f2e3d4c`, or
    `qat-2-1f2e3d4c-4bit`. Called again after an interruption, it resumes after
    the last epoch. The splits are the run's, with all three parts.

    Returns:
        The classifier of the best epoch, with the run's class priors and a
        temperature of its own; its layers are those of
        `arm_tf.quantize.insert.quantize`.
    """
    config = settings(run.config(), epochs)
    classifier = KerasClassifier(run.load_model())
    digest = hashlib.blake2b(run.file("model.keras").read_bytes()).hexdigest()
    bits = "" if weight_bits == 8 else f"-{weight_bits}bit"
    tuned = Run(run.path / f"qat-{epochs}-{digest[:8]}{bits}")
    tuned.start(config, run.data(), fingerprint(splits.train))
    with tuned.locked():
        _train(classifier, splits, tuned, weight_bits)
    return KerasClassifier(tuned.load_model())


def _train(classifier, splits, tuned, weight_bits):
    """Quantizes and trains a classifier in the run's folder, and reports."""
    config = tuned.config()
    keras.utils.set_random_seed(config.seed)
    batches = building.build_batches(config, splits.train)
    every = batches.sampler
    batches.sampler = lambda epoch: every(epoch)[:EPOCH_FACES]
    batches.go_to_epoch(0)
    # The file quantized after training (PTQ) subtracts the same.
    offset = np.array(classifier.offset)
    classifier.calibrate()  # Sharper targets would undo calibration.
    model = quantize(fold(classifier), splits.train, config.seed, weight_bits)
    colour = classifier.normalization.mean
    learner = building.make_learner(
        config, model.network, colour, batches, teacher=classifier.network
    )
    (stage,) = stages.plan(config)
    building.enter(stage, learner, batches)
    history = checkpoint.restore(tuned.file("checkpoint.npz"), learner)
    if len(history) < config.epochs:
        freeze = Freeze(round(config.epochs * len(batches) * FREEZE_SHARE))
        trainer.fit(
            learner,
            batches,
            splits.validation,
            tuned,
            history,
            stage,
            before=(freeze,),
        )
    if not tuned.file("report.json").exists():  # Not finished before.
        trainer.finish(config, splits, tuned, history, offset)


def settings(config: Config, epochs: int) -> Config:
    """Returns the `Config` for fine-tuning, from the original run's."""
    return dataclasses.replace(
        config,
        epochs=epochs,
        head_epochs=0,
        learning_rate=config.learning_rate * RATE_SHARE,
        schedule="cosine",
        warmup_epochs=0.0,
        weight_ema=0.0,  # Averages would not fit the last weights' ranges.
        patience=0,
        precision="float32",
        devices=1,
        weights="",
        teacher="",  # It is the trained model itself.
    )


class Freeze(keras.callbacks.Callback):
    """Freezes ranges and BatchNorm's statistics from a step on.

    Args:
        step: int, counted from the first step of the first epoch, so that a
            resumed run freezes where it would have.
    """

    def __init__(self, step):
        super().__init__()
        self.step = step
        self.done = False

    def on_epoch_begin(self, epoch, logs=None):
        self.before = epoch * self.params["steps"]

    def on_train_batch_begin(self, batch, logs=None):
        if self.done or self.before + batch < self.step:
            return
        self.done = True
        for layer in self.model.classifier.layers:
            if hasattr(layer, "frozen"):
                layer.frozen = True
        # Whether a layer is frozen is part of the compiled step.
        self.model.make_train_function(force=True)
