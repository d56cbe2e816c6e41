"""What can be set for a training run, and recipes that are known to work."""

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
