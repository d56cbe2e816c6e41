"""What can be set for a training run, and recipes that are known to work."""

import dataclasses

from arm_tf.errors import InputError
from arm_tf.layers.amend import AFFINITIES
from arm_tf.layers.lossless_attention import FUSIONS, SOURCES
from arm_tf.models.backbones import BACKBONES
from arm_tf.models.classifier import HEADS
from arm_tf.models.resnet import STEMS

CHOICES = {
    "backbone": tuple(BACKBONES),
    "stem": tuple(STEMS),
    "attention": ("none", "llam"),
    "attention_source": SOURCES,
    "attention_fusion": FUSIONS,
    "head": HEADS,
    "affinity": AFFINITIES,
    "targets": ("majority", "votes"),
    "balance": ("none", "mrr", "class_weights"),
    "augmentation": ("none", "original", "light", "strong"),
    "optimizer": ("adam", "adamw", "sgd"),
    "schedule": ("exponential", "cosine"),
    "precision": ("auto", "float32", "mixed_bfloat16", "mixed_float16"),
}


@dataclasses.dataclass(frozen=True)
class Config:
    """A training run. Field names are also the command-line names."""

    dataset: str = "raf_db"
    image_size: int = 224  # pixels, square
    grey: bool = False  # colours become their luma, inside the graph
    targets: str = "majority"  # FER+: or the "votes" as a distribution
    validation_share: float = 0.1  # cut from training where a set has none

    backbone: str = "resnet18"
    stem: str = "imagenet"
    width: float = 1.0  # multiplies a ResNet's channel counts
    attention: str = "none"  # "llam": behind each stage of a ResNet
    attention_source: str = "both"  # the stage's input, output, or both
    attention_fusion: str = "residual"
    head: str = "arm"
    affinity: str = "ema"
    weights: str = ""  # "imagenet" (keras.applications), or a file's path
    teacher: str = ""  # path of a trained .keras file to learn from as well

    balance: str = "none"
    faces_per_class: int = 0  # MRR: an epoch's faces of a class; 0: smallest
    augmentation: str = "original"
    mixup: float = 0.0  # alpha of the beta distribution; 0: off
    cutmix: float = 0.0  # alpha of the beta distribution; 0: off
    label_smoothing: float = 0.0

    batch_size: int = 256
    epochs: int = 70
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "exponential"
    learning_rate_decay: float = 0.9  # exponential: multiplied in every epoch
    warmup_epochs: float = 0.0  # cosine: the rate rises linearly at first
    l2: float = 0.0  # coupled, as PyTorch's weight_decay
    weight_decay: float = 0.0  # decoupled, as AdamW's
    weight_ema: float = 0.0  # momentum of the averaged weights; 0: off
    patience: int = 0  # epochs without a better validation; 0: never stop
    precision: str = "auto"
    devices: int = 1  # that share every batch; 0: all there are
    seed: int = 0

    def __post_init__(self):
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise InputError(
                    f"`{name}` must be one of {', '.join(choices)}. "
                    f"Received: {name}={value!s:.200}"
                )
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(
                    f"`{name}` must be between {low} and {high}. "
                    f"Received: {name}={value!s:.200}"
                )


LIMITS = {
    "image_size": (16, 1024),
    "validation_share": (0.01, 0.5),
    "width": (0.125, 4),
    "faces_per_class": (0, 10**7),
    "mixup": (0, 10),
    "cutmix": (0, 10),
    "label_smoothing": (0, 0.5),
    "batch_size": (2, 65536),
    "epochs": (1, 100000),
    "learning_rate": (1e-8, 10),
    "learning_rate_decay": (0.01, 1),
    "warmup_epochs": (0, 1000),
    "l2": (0, 1),
    "weight_decay": (0, 10),
    "weight_ema": (0, 0.99999),
    "patience": (0, 100000),
    "devices": (0, 10000),
    "seed": (0, 2**31 - 1),
}

# arXiv 2103.10189 and its code for RAF-DB, but for the selection: the best
# epoch is chosen on validation faces, not on the test split.
_ORIGINAL = Config(l2=1e-4)
# For imbalanced sets the paper adds minimal random resampling.
_BALANCED = dataclasses.replace(_ORIGINAL, balance="mrr")

PRESETS = {
    # Minutes on two CPU cores, no data needed. A test that everything works.
    "synthetic": Config(
        dataset="synthetic",
        image_size=48,
        stem="half",
        width=0.25,
        balance="mrr",
        faces_per_class=600,
        augmentation="light",
        label_smoothing=0.05,
        batch_size=32,
        epochs=14,
        optimizer="adamw",
        learning_rate=2e-3,
        schedule="cosine",
        warmup_epochs=1,
        weight_decay=0.05,
    ),
    "raf_db": _ORIGINAL,
    "affectnet7": dataclasses.replace(_BALANCED, dataset="affectnet7"),
    "affectnet8": dataclasses.replace(_BALANCED, dataset="affectnet8"),
    "sfew": dataclasses.replace(_BALANCED, dataset="sfew"),
    # Faces of 112 pixels: with this stem, the paper's map of 7x7.
    "aff_wild2": dataclasses.replace(
        _BALANCED, dataset="aff_wild2", image_size=112, stem="half"
    ),
    "folder": dataclasses.replace(_ORIGINAL, dataset="folder", patience=15),
    # An hour on two CPU cores.
    "fer2013": Config(
        dataset="fer2013",
        image_size=48,
        grey=True,
        stem="half",
        width=0.5,
        augmentation="light",
        label_smoothing=0.1,
        batch_size=128,
        epochs=16,
        optimizer="adamw",
        learning_rate=2e-3,
        schedule="cosine",
        warmup_epochs=1,
        weight_decay=0.05,
        weight_ema=0.995,
    ),
}
PRESETS["ferplus"] = dataclasses.replace(
    PRESETS["fer2013"], dataset="ferplus", targets="votes", label_smoothing=0.0
)


def configure(preset, overrides=()):
    """Returns a preset with some settings changed.

    Args:
        preset: a key of `PRESETS`.
        overrides: strings `name=value`; names are the fields of `Config`.

    Returns:
        `Config`.

    Raises:
        InputError: no such preset or setting, or a value of the wrong type.
    """
    if preset not in PRESETS:
        raise InputError(
            f"There is no preset called {preset!r}. "
            f"Presets: {', '.join(PRESETS)}. Received: {preset}"
        )
    changes = dict(_parse(text) for text in overrides)
    return dataclasses.replace(PRESETS[preset], **changes)


def _parse(text):
    types_ = {f.name: f.type for f in dataclasses.fields(Config)}
    name, equals, value = text.partition("=")
    if not equals or name not in types_ or name == "dataset":
        names = ", ".join(sorted(set(types_) - {"dataset"}))
        raise InputError(
            f"There is no setting called {name!r}. Settings: {names}; give "
            f"them as name=value. Received: {text}"
        )
    kind = types_[name]
    try:
        if kind is bool:
            return name, {"true": True, "false": False}[value.lower()]
        return name, kind(value)
    except (KeyError, ValueError):
        expected = "true or false" if kind is bool else kind.__name__
        raise InputError(
            f"`{name}` takes {expected} values. Received: {text}"
        ) from None


def from_json(values):
    """Returns the `Config` of a dict as `config.json` holds it.

    Settings that came later than the run have their default, which is what
    the run did.

    Raises:
        InputError: a setting is unknown or of the wrong type.
    """
    fields = {f.name: f.type for f in dataclasses.fields(Config)}
    if not isinstance(values, dict) or set(values) - set(fields):
        raise InputError(
            "config.json must hold only the settings of this version: "
            f"{', '.join(fields)}. Received: {values!r:.200}. Use the version "
            "that trained the run, or train again."
        )
    for name, value in values.items():
        kind = fields[name]
        if not isinstance(value, (kind, int) if kind is float else kind):
            raise InputError(
                f"config.json: `{name}` takes {kind.__name__} values. "
                f"Received: {value!r:.200}"
            )
    return Config(**values)
