"""Between epochs: validate, keep the best, checkpoint, stop early, report."""

import contextlib
import math
import time

import keras
import numpy as np

from arm_tf.errors import CheckFailed
from arm_tf.training import checkpoint, devices


class Recorder(keras.callbacks.Callback):
    """Validates after every epoch and writes the run's files.

    Its decisions (whether an epoch is the best, whether to stop early) depend
    on the history alone, so a resumed run decides as it would have.

    Args:
        run: `arm_tf.training.runs.Run`.
        judge: function of the classifier that returns a dict with
            `val_loss` and `val_accuracy`. It may change the statistics of
            batch norms, which are kept with the best epoch's weights.
        history: list of dicts, the epochs done so far; is appended to.
        stage: `arm_tf.training.stages.Stage`; its config's `patience` is how
            many epochs without improvement end it early, 0: never.
        epochs: int. The total number of epochs.
    """

    def __init__(self, run, judge, history, stage, epochs):
        super().__init__()
        self.run = run
        self.judge = judge
        self.history = history
        self.first = stage.first
        self.patience = stage.config.patience
        self.epochs = epochs

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.time()
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        # The last step's would be nearly 0 at the end of a cosine.
        if batch == self.params["steps"] // 2:
            self.rate = float(np.asarray(self.model.optimizer.learning_rate))

    def on_train_batch_end(self, batch, logs=None):
        # The logged loss is a running mean: once not finite, always so.
        where = f"at step {batch + 1} of epoch {self.epoch + 1}"
        self._check_finite("loss", logs, where)

    def _check_finite(self, name, logs, where):
        if not math.isfinite(logs[name]):
            kept = "The last good epoch is kept" if self.history else "None is"
            raise CheckFailed(
                f"The loss is not finite {where}. Received: "
                f"{name}={float(logs[name])}. {kept} in {self.run.path}; lower "
                "learning_rate, or use precision=float32, in another run."
            )

    def on_epoch_end(self, epoch, logs=None):
        trained = time.time() - self.started
        with averaged_weights(self.model):
            logs.update(self.judge(self.model.classifier))
            # No training loss was computed with the last step's weights.
            self._check_finite("val_loss", logs, f"after epoch {epoch + 1}")
            if logs["val_accuracy"] > best_accuracy(self.history):
                self.run.save_model(self.model.classifier)
        row = {
            "epoch": epoch,
            "loss": float(logs["loss"]),
            "accuracy": float(logs["accuracy"]),
            "val_loss": float(logs["val_loss"]),
            "val_accuracy": float(logs["val_accuracy"]),
            "learning_rate": self.rate,
            "seconds": round(trained, 1),
        }
        self.history.append(row)
        checkpoint.save(
            self.run.file("checkpoint.npz"), self.model, self.history
        )
        self.run.write_history(self.history)
        self._say(row, time.time() - self.started)
        stale = stale_epochs(self.history[self.first :])
        if stale >= (self.patience or math.inf):
            print(f"No better epoch in {self.patience}: stopping early.")
            self.model.stop_training = True

    def _say(self, row, seconds):
        left = (self.epochs - row["epoch"] - 1) * seconds
        print(
            f"epoch {row['epoch'] + 1}/{self.epochs}"
            f"  loss {row['loss']:.3f}  accuracy {row['accuracy']:.3f}"
            f"  validation {row['val_accuracy']:.4f}"
            f"  {seconds:.0f} s, {left / 60:.0f} min left",
            flush=True,
        )


def best_accuracy(history: list) -> float:
    """Returns the best validation accuracy so far, -1 before any epoch."""
    return max((row["val_accuracy"] for row in history), default=-1.0)


def stale_epochs(history: list) -> int:
    """Returns how many epochs came after the best one."""
    if not history:
        return 0
    accuracies = [row["val_accuracy"] for row in history]
    return len(history) - 1 - int(np.argmax(accuracies))


@contextlib.contextmanager
def averaged_weights(model):
    """Gives a model the moving average of its weights in a `with` block.

    They stay as they are if the optimizer keeps no averages. Afterwards all its
    weights, the statistics of batch norms included, are what they were. (Keras'
    callback `SwapEMAWeights` swaps by sums and differences, which rounds.)
    """
    weights = model.trainable_variables
    changed = [*weights, *model.non_trainable_weights]
    kept = [_copy(weight) for weight in changed]
    model.optimizer.finalize_variable_values(weights)
    for weight in weights:
        # On JAX, predicting would donate the averages' own buffers.
        weight.assign(_copy(weight))
    try:
        yield
    finally:
        for weight, value in zip(changed, kept, strict=True):
            weight.assign(value)


def _copy(variable):
    return np.array(keras.ops.convert_to_numpy(variable))


class EpochSeeds(keras.callbacks.Callback):
    """Makes the random numbers of an epoch depend on its number alone.

    So an interrupted epoch is repeated with the same numbers.
    """

    def __init__(self, generators, seed):
        super().__init__()
        self.generators = generators
        self.seed = seed

    def on_epoch_begin(self, epoch, logs=None):
        rng = np.random.default_rng((self.seed, epoch))
        for generator in self.generators:
            shape = generator.state.shape
            devices.seed(generator, rng.integers(0, 2**31, shape))
