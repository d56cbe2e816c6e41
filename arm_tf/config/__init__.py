"""The settings of a training run, presets and recipes."""

from arm_tf.config.parsing import configure, from_json
from arm_tf.config.presets import PRESETS
from arm_tf.config.settings import (
    CHOICES,
    Config,
    DataConfig,
    ModelConfig,
    TrainingConfig,
)

__all__ = [
    "CHOICES",
    "PRESETS",
    "Config",
    "DataConfig",
    "ModelConfig",
    "TrainingConfig",
    "configure",
    "from_json",
]
