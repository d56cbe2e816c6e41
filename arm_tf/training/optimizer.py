"""The optimizers and learning rate schedules that a config can name."""

import math

import keras
from keras import ops

from arm_tf.config import Config

# Weight decay pulls towards zero; these have no reason to be there.
UNDECAYED = ("gamma", "beta", "bias", "alpha")


@keras.saving.register_keras_serializable(package="arm_tf")
class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):
    """Rises linearly, then falls along half a cosine to zero.

    Args:
        peak: float. The highest learning rate.
        warmup_steps: int.
        total_steps: int, the warm-up included.
    """

    def __init__(self, peak, warmup_steps, total_steps):
        self.peak = peak
        self.warmup_steps = warmup_steps
        self.total_steps = total_steps

    def __call__(self, step):
        step = ops.cast(step, "float32")
        # The first step already learns: (step + 1) of warmup_steps.
        rising = (step + 1) / max(self.warmup_steps, 1)
        falling_steps = max(self.total_steps - self.warmup_steps, 1)
        done = ops.clip((step - self.warmup_steps) / falling_steps, 0.0, 1.0)
        falling = 0.5 * (1 + ops.cos(math.pi * done))
        return self.peak * ops.where(step < self.warmup_steps, rising, falling)

    def get_config(self):
        return {
            "peak": self.peak,
            "warmup_steps": self.warmup_steps,
            "total_steps": self.total_steps,
        }


def build_optimizer(
    config: Config, steps_per_epoch: int
) -> keras.optimizers.Optimizer:
    """Returns the optimizer that a config describes.

    Args:
        config: `arm_tf.config.Config`.
        steps_per_epoch: int.
    """
    options = {
        "learning_rate": _schedule(config, steps_per_epoch),
        "weight_decay": config.weight_decay or None,
        "use_ema": config.weight_ema > 0,
        "ema_momentum": config.weight_ema or 0.99,
    }
    if config.optimizer == "sgd":
        optimizer = keras.optimizers.SGD(momentum=0.9, nesterov=True, **options)
    elif config.optimizer == "adamw":
        options["weight_decay"] = config.weight_decay
        optimizer = keras.optimizers.AdamW(**options)
    else:
        optimizer = keras.optimizers.Adam(**options)
    if config.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=list(UNDECAYED))
    return optimizer


def _schedule(config, steps_per_epoch):
    if config.schedule == "exponential":
        return keras.optimizers.schedules.ExponentialDecay(
            config.learning_rate,
            steps_per_epoch,
            config.learning_rate_decay,
            staircase=True,
        )
    return WarmupCosine(
        config.learning_rate,
        round(config.warmup_epochs * steps_per_epoch),
        config.epochs * steps_per_epoch,
    )
