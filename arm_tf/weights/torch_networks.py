"""Recognizes the network of a checkpoint by the names of its tensors.

Two ways of naming the same ResNet are known: torchvision's, which timm shares
(`conv1`, `layer1.0.bn1`), and that of the original ARM code, which keeps the
layers in one sequence (`features.0`, `features.4.0.bn1`) and adds `arm.*`.
Names may have a prefix (`state_dict.`, `module.`, `backbone.`). Here every
tensor gets torchvision's name.
"""

import dataclasses
import re
from typing import Any

from arm_tf.data.raf_db import OFFICIAL
from arm_tf.errors import InputError
from arm_tf.models.resnet import DEPTHS

# Places in the original's sequence; 2 and 3 have no weights.
SEQUENCE = {
    "features.0.": "conv1.",
    "features.1.": "bn1.",
    "features.4.": "layer1.",
    "features.5.": "layer2.",
    "features.6.": "layer3.",
    "features.7.": "layer4.",
}
# The first layer, and one that must be there too.
ANCHORS = (
    ("features.0.weight", "features.4.0.conv1.weight"),
    ("conv1.weight", "layer1.0.conv1.weight"),
)
FC = {"fc.weight", "fc.bias"}
# The original is for RAF-DB alone; its class 0 is RAF-DB's label 1.
ORIGINAL_LABELS = tuple(OFFICIAL[number] for number in sorted(OFFICIAL))


@dataclasses.dataclass(frozen=True)
class Network:
    """A ResNet-18, -34 or -50 as a checkpoint holds it."""

    backbone: str  # a key of `arm_tf.models.backbones.BACKBONES`
    width: float  # channels as a multiple of torchvision's
    head: str  # "arm" for the original's, "gap" for average pooling
    tensors: dict  # torchvision's name to array
    names: dict  # torchvision's name to the name in the file
    prefix: str  # of the network's names in the file
    others: tuple  # the names in the file without this prefix
    sizes: dict  # the name in the file to the number of values
    given: tuple | None = None  # class names that a user gave

    @property
    def labels(self) -> Any:
        """Class names: as given, the original's, `class_0` and so on, or None.

        No file names its classes, and guessing is worse than not knowing. None
        if there is no classifier.
        """
        weights = self.tensors.get("fc.weight")
        if weights is None or not weights.ndim:
            return None
        if self.given is not None:
            return self.given
        if self.head == "arm" and len(weights) == len(ORIGINAL_LABELS):
            return ORIGINAL_LABELS
        return tuple(f"class_{number}" for number in range(len(weights)))

    def named(self, labels: tuple) -> "Network":
        """Returns the network with names for its classes, in their order.

        Raises:
            InputError: there are more or fewer names than classes.
        """
        classes = len(self.labels or ())
        if len(labels) != classes or len(set(labels)) != classes:
            raise InputError(
                f"Expected {classes} different --labels, one for each class of "
                f"the checkpoint. Received: {', '.join(labels)}."
            )
        return dataclasses.replace(self, given=labels)

    def with_classes(self, labels: tuple) -> "Network":
        """Returns the network with its classes in the order of `labels`.

        If its classes differ or are unknown, its classifier is left out.
        """
        tensors = {k: v for k, v in self.tensors.items() if k not in FC}
        if set(labels) == set(self.labels or ()):
            order = [self.labels.index(label) for label in labels]
            for name in FC & set(self.tensors):
                tensors[name] = self.tensors[name][order]
        return dataclasses.replace(self, tensors=tensors)

    def name_in_file(self, name: str) -> str:
        """Returns what the file calls, or would call, torchvision's `name`."""
        if name in self.names:
            return self.names[name]
        if f"{self.prefix}features.0.weight" in self.names.values():
            for theirs, ours in SEQUENCE.items():
                if name.startswith(ours):
                    name = theirs + name.removeprefix(ours)
        return self.prefix + name


def recognise(tensors: dict) -> Network:
    """Returns the `Network` of a checkpoint.

    Args:
        tensors: dict of str to array, as `torch_files.read_tensors` gives it.
            Of several networks, such as a model and its running average, the
            first is taken.

    Raises:
        InputError: it contains none of the known networks.
    """
    prefix = _prefix(tensors)
    names = {
        _torchvision_name(name.removeprefix(prefix)): name
        for name in tensors
        if name.startswith(prefix)
    }
    ours = {new: tensors[old] for new, old in names.items()}
    first = ours["conv1.weight"]
    if first.ndim != 4:
        raise InputError(
            f"Expected {names['conv1.weight']!r} to be a convolution. "
            f"Received: shape {first.shape}. Other architectures cannot be "
            "imported."
        )
    return Network(
        backbone=_backbone(ours),
        width=len(first) / 64,
        head="arm" if "arm.de_albino.weight" in ours else "gap",
        tensors=ours,
        names=names,
        prefix=prefix,
        others=tuple(n for n in tensors if not n.startswith(prefix)),
        sizes={name: value.size for name, value in tensors.items()},
    )


def _prefix(tensors):
    for name in tensors:
        for anchor, companion in ANCHORS:
            prefix = name.removesuffix(anchor)
            if name.endswith(anchor) and prefix + companion in tensors:
                return prefix
    some = ", ".join(list(tensors)[:3])
    raise InputError(
        "Expected the original ARM network, or a ResNet-18, -34 or -50 of "
        f"torchvision or timm. Received: tensors such as {some}. Other "
        "architectures cannot be imported."
    )


def _torchvision_name(name):
    for theirs, ours in SEQUENCE.items():
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    return name


def _backbone(tensors):
    blocks = {
        match.groups()
        for name in tensors
        if (match := re.match(r"layer(\d+)\.(\d+)\.conv1\.weight$", name))
    }
    counts = tuple(
        sum(stage == str(number) for stage, _ in blocks)
        for number in range(1, 5)
    )
    bottleneck = "layer1.0.conv3.weight" in tensors
    for depth, expected in DEPTHS.items():
        if counts == expected and bottleneck == (depth == 50):
            return f"resnet{depth}"
    kind = "bottleneck" if bottleneck else "basic"
    raise InputError(
        "Expected a ResNet-18, -34 or -50. Received: one of "
        f"{', '.join(map(str, counts))} {kind} blocks. Other depths cannot be "
        "imported."
    )
