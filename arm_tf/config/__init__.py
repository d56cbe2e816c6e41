"""What can be set for a training run, and recipes that are known to work."""

from arm_tf.config.parsing import configure, from_json
from arm_tf.config.presets import PRESETS
from arm_tf.config.settings import CHOICES, Config

__all__ = ["CHOICES", "PRESETS", "Config", "configure", "from_json"]
