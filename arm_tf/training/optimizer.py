"""The optimizer and the learning rate schedules that a config can name."""

import keras
from keras.optimizers import schedules

from arm_tf.config import Config

# Not decayed: there is no reason to pull these towards zero.
UNDECAYED = ("gamma", "beta", "bias", "alpha")
EPOCH_DECAY = 0.9  # the paper's factor of the learning rate after every epoch


def build_optimizer(
    config: Config, steps_per_epoch: int
) -> keras.optimizers.Optimizer:
    """Returns Adam, or AdamW if there is a weight decay."""
    optimizer = keras.optimizers.Adam(
        learning_rate=_schedule(config, steps_per_epoch),
        weight_decay=config.weight_decay or None,  # decoupled, as AdamW's
        use_ema=config.weight_ema > 0,
        ema_momentum=config.weight_ema or 0.99,
    )
    if config.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=list(UNDECAYED))
    return optimizer


def _schedule(config, steps_per_epoch):
    """Returns steps of `EPOCH_DECAY`, or half a cosine after a warm-up."""
    peak = config.learning_rate
    if config.schedule == "exponential":
        return schedules.ExponentialDecay(
            peak, steps_per_epoch, EPOCH_DECAY, staircase=True
        )
    total = config.epochs * steps_per_epoch
    warmup = min(round(config.warmup_epochs * steps_per_epoch), total - 1)
    options = {}
    if warmup > 0:
        # The first step already learns.
        options = {"warmup_target": peak, "warmup_steps": warmup}
        peak /= warmup + 1
    return schedules.CosineDecay(peak, total - warmup, **options)
