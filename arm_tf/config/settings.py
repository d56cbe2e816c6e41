"""The settings of a training run: type, default, range and meaning of each.

Nothing here imports Keras, so that a mistyped setting is reported at once. A
test compares the choices with the code that implements them.
"""

import dataclasses

from arm_tf.config.fields import Checked, setting
from arm_tf.errors import InputError

RESNETS = ("resnet18", "resnet34", "resnet50")
FACE_RESNETS = ("face_resnet", "face_resnet_medium", "face_resnet_short")
DATASETS = (
    "synthetic",
    "raf_db",
    "fer2013",
    "ferplus",
    "affectnet7",
    "affectnet8",
    "sfew",
    "aff_wild2",
    "folder",
)


@dataclasses.dataclass(frozen=True)
class DataConfig(Checked):
    """Which faces, how they are aligned and how an epoch samples them."""

    dataset: str = setting("raf_db", "the data set", DATASETS)
    aligned: bool = setting(
        False, "aligns each face by its eyes, nose and mouth, in all splits"
    )
    targets: str = setting(
        "majority",
        "FER+: the majority's label, or the votes as a distribution; all-votes "
        "trains on faces without a majority too",
        ("majority", "votes", "all-votes"),
        needs=("dataset", ("ferplus",)),
    )
    validation_share: float = setting(
        0.1, "share of training faces for a missing split", limits=(0.01, 0.5)
    )
    folds: int = setting(
        0,
        "k-fold cross-validation over all faces: trains once for each fold, "
        "tested on it; 0: off",
        limits=(0, 100),
    )
    fold: int = setting(
        0, "the fold to test on, from 1; 0: each in turn", limits=(0, 100)
    )
    balance: str = setting(
        "none",
        "minimal random resampling, or a weight for each class",
        ("none", "mrr", "class_weights"),
    )
    faces_per_class: int = setting(
        0,
        "faces per class in an epoch; 0: size of the smallest class",
        limits=(0, 10**7),
        needs=("balance", ("mrr",)),
    )


@dataclasses.dataclass(frozen=True)
class ModelConfig(Checked):
    """The network, and the pixels it takes."""

    image_size: int = setting(224, "pixels, square", limits=(16, 1024))
    grey: bool = setting(False, "converts RGB to grayscale, inside the model")
    backbone: str = setting(
        "resnet18",
        "the network before the head",
        (
            *RESNETS,
            *FACE_RESNETS,
            "mobilenet_v3_small",
            "mobilenet_v3_large",
            "efficientnet_v2_b0",
        ),
    )
    stem: str = setting(
        "imagenet",
        "a ResNet's map is 1/32, 1/8 or 1/16 of the image's side",
        ("imagenet", "small", "half"),
        needs=("backbone", (*RESNETS, *FACE_RESNETS)),
    )
    output_stride: int = setting(
        0,
        "groups of blocks that would leave less than 1/output_stride of the "
        "image's side are dilated instead of strided; 0: none",
        limits=(0, 64),
        needs=("backbone", FACE_RESNETS),
    )
    width: float = setting(
        1.0,
        "multiplies a ResNet's channel counts",
        limits=(0.125, 4),
        needs=("backbone", RESNETS),
    )
    attention: str = setting(
        "none",
        "our interpretation of LLAM, after each stage of a ResNet",
        ("none", "llam"),
        needs=("backbone", (*RESNETS, *FACE_RESNETS)),
    )
    head: str = setting(
        "arm",
        "ARM; global average pooling; the flattened map; or pooling after a "
        "1x1 convolution with ARM's number of parameters, as a control",
        ("arm", "gap", "flatten", "conv"),
    )
    arm_block: int = setting(
        16,
        "side of the square that ARM makes of a pixel's channels, even",
        limits=(2, 64),
        needs=("head", ("arm", "conv")),
    )
    arm_planes: int = setting(
        0,
        "planes of such squares; a 1x1 convolution adapts the channels if "
        "needed; 0: as many as the channels give (paper: 2)",
        limits=(0, 64),
        needs=("head", ("arm",)),
    )
    affinity: str = setting(
        "ema",
        "ARM's generic feature: an exponential moving average, the mean of "
        "the batch as in the original, or none",
        ("ema", "batch", "none"),
        needs=("head", ("arm",)),
    )
    weights: str = setting(
        "",
        "start from: imagenet (keras.applications), face (dlib's face "
        "recognition, for the face_resnets), a bundled model's name, a run's "
        "folder, or a file's path",
    )


@dataclasses.dataclass(frozen=True)
class TrainingConfig(Checked):
    """How the network is trained."""

    teacher: str = setting(
        "",
        "knowledge distillation, from a bundled model's name, a run's folder "
        "or a .keras file",
    )
    augmentation: str = setting(
        "original",
        "how training faces are changed",
        ("none", "original", "light", "strong"),
    )
    mixup: float = setting(
        0.0, "alpha of MixUp's beta distribution; 0: off", limits=(0, 10)
    )
    cutmix: float = setting(
        0.0, "alpha of CutMix's beta distribution; 0: off", limits=(0, 10)
    )
    label_smoothing: float = setting(
        0.0, "share of the target spread over all classes", limits=(0, 0.5)
    )
    batch_size: int = setting(256, "faces in a step", limits=(2, 65536))
    epochs: int = setting(
        70, "passes over the training faces", limits=(1, 100000)
    )
    head_epochs: int = setting(
        0,
        "of all epochs, the first ones, which train the head alone on the "
        "frozen backbone",
        limits=(0, 100000),
    )
    head_learning_rate: float = setting(
        1e-3, "peak learning rate of these epochs", limits=(1e-8, 10)
    )
    learning_rate: float = setting(
        1e-3, "peak learning rate", limits=(1e-8, 10)
    )
    schedule: str = setting(
        "exponential", "learning rate schedule", ("exponential", "cosine")
    )
    warmup_epochs: float = setting(
        0.0,
        "epochs in which the learning rate rises linearly",
        limits=(0, 1000),
        needs=("schedule", ("cosine",)),
    )
    l2: float = setting(
        0.0, "coupled weight decay, as PyTorch's Adam has it", limits=(0, 1)
    )
    weight_decay: float = setting(
        0.0, "decoupled weight decay, as AdamW's", limits=(0, 10)
    )
    weight_ema: float = setting(
        0.0,
        "momentum of the weights' exponential moving average; 0: off",
        limits=(0, 0.99999),
    )
    patience: int = setting(
        0,
        "early stopping: epochs without improvement; 0: never",
        limits=(0, 100000),
    )
    precision: str = setting(
        "auto",
        "mixed precision; auto: what the device computes natively",
        ("auto", "float32", "mixed_bfloat16", "mixed_float16"),
    )
    devices: int = setting(
        1, "devices that share every batch; 0: all", limits=(0, 10000)
    )
    seed: int = setting(0, "random seed", limits=(0, 2**31 - 1))


# Python lists the fields of the last base first.
@dataclasses.dataclass(frozen=True)
class Config(TrainingConfig, ModelConfig, DataConfig):
    """A training run. Field names are also the command-line names.

    It is all three: code that needs only the network takes a `ModelConfig`.

    Example:

    >>> Config(dataset="fer2013", image_size=48, stem="half").epochs
    70
    """

    def __post_init__(self):
        super().__post_init__()
        if self.head_epochs > self.epochs:
            raise InputError(
                "`head_epochs` are the first of `epochs`, and at most all of "
                f"them. Received: head_epochs={self.head_epochs} with "
                f"epochs={self.epochs}. Lower head_epochs."
            )
        if self.folds == 1 or self.fold > self.folds:
            raise InputError(
                "`folds` must be 0 or at least 2, and `fold` one of them. "
                f"Received: folds={self.folds} fold={self.fold}. Correct them."
            )


CHOICES = {
    field.name: field.metadata["choices"]
    for field in dataclasses.fields(Config)
    if field.metadata["choices"]
}
