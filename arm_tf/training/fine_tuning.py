"""Fine-tuning: the settings of a trained model's network, and a recipe.

The network, image size, grayscale and alignment are the model's. The recipe is
for hundreds to thousands of faces: the new head alone, then everything at a
lower learning rate, with early stopping.
"""

import dataclasses
import pathlib
from typing import Any

from arm_tf.config import Config, DataConfig, ModelConfig, parsing
from arm_tf.errors import InputError
from arm_tf.files import model_files
from arm_tf.training.runs import Run

# What belongs to the model, not to the training.
NETWORK = {f.name for f in dataclasses.fields(ModelConfig)} - {"weights"}
NETWORK |= {"aligned"}
# What belongs to the data set, not to how its preset trains from scratch.
DATA = {f.name for f in dataclasses.fields(DataConfig)} - {"aligned"}
RECIPE: dict[str, Any] = {
    "augmentation": "light",
    "batch_size": 64,
    "epochs": 14,
    "head_epochs": 3,
    "head_learning_rate": 2e-3,
    "learning_rate": 5e-4,
    "schedule": "cosine",
    "warmup_epochs": 0.5,
    "weight_decay": 0.05,
    "patience": 5,
}
STEPS = 24  # per epoch, at least
SMALLEST_BATCH = 16  # for batch norms


def configure(
    preset: str, model: str | pathlib.Path, overrides: tuple = ()
) -> Config:
    """Returns the settings that fine-tune a trained model.

    Args:
        preset: a key of `arm_tf.config.PRESETS`: how the data are laid out.
        model: a bundled model's name, a run's folder, or its `.keras` file.
        overrides: strings `name=value`, none of which changes the network.

    Raises:
        InputError: there is no such model, or an override contradicts it.

    Example:

    >>> configure("folder", "mobile", ["epochs=3"]).grey
    True
    """
    defaults = parsing.configure(preset)
    data: dict[str, Any] = {n: getattr(defaults, n) for n in DATA}
    path = model_files.find_keras(model)
    source = Run(path.parent if path.suffix == ".keras" else path).config()
    network: dict[str, Any] = {n: getattr(source, n) for n in NETWORK}
    _check_network(model, network, overrides)
    weights = str(model if model_files.is_bundled(model) else path)
    base = Config(**data, **network, **RECIPE, weights=weights)
    epochs = dict(map(parsing.parse, overrides)).get("epochs", base.epochs)
    if epochs <= base.head_epochs:
        base = dataclasses.replace(base, head_epochs=max(0, epochs - 1))
    return parsing.apply(base, overrides)


def fit_batch_size(config: Config, num_faces: int, overrides: tuple) -> Config:
    """Returns the settings with a batch small enough for few faces.

    A `batch_size` in the overrides that `configure` took stays.
    """
    if any(text.startswith("batch_size=") for text in overrides):
        return config
    size = config.batch_size
    while size > SMALLEST_BATCH and num_faces // size < STEPS:
        size //= 2
    return dataclasses.replace(config, batch_size=size)


def _check_network(model, network, overrides):
    for name, value in map(parsing.parse, overrides):
        if name in network and network[name] != value:
            brought = parsing.as_text(network[name])
            given = parsing.as_text(value)
            raise InputError(
                f"--from {model} brings {name}={brought}, which its weights "
                f"were trained for. Received: {name}={given}. Leave it out, "
                "or train without --from."
            )
