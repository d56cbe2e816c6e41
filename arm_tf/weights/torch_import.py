"""Imports the network of a PyTorch checkpoint as an arm_tf classifier.

The original takes its generic feature g as the mean over the current batch,
also at test time, and stores none. Here it is computed over the training faces
instead, which makes predictions independent of the batch, so that the model can
be exported.
"""

import collections
import dataclasses
import re

import keras
import numpy as np
import tqdm

from arm_tf.config import Config
from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet
from arm_tf.errors import InputError
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.weights.torch_networks import ORIGINAL_LABELS, Network
from arm_tf.weights.torch_weights import copy_all

BATCH_SIZE = 64  # the original's at test time


def import_network(network: Network, config: Config) -> tuple:
    """Returns the classifier of a network, and the names of unused tensors.

    `config` is as `configure` makes it.

    Raises:
        InputError: a tensor is missing, has a wrong shape or type, or is not
            finite, or the network has unknown parts.
    """
    model = classifier_from(config, network.labels)
    return model, copy_all(network, model)


def configure(network: Network, affinity: str = "batch") -> Config:
    """Returns the `Config` that describes a network.

    `affinity` is where ARM's g comes from; see `SharingAffinity`.

    Raises:
        InputError: the network has no classes, or a map of an odd size.
    """
    if network.labels is None:
        raise InputError(
            f"Expected a classifier, with {network.name_in_file('fc.weight')}."
            " Received: a backbone alone, without classes. Train it: "
            "arm-tf train ... weights=FILE."
        )
    known = network.labels == ORIGINAL_LABELS
    config = Config(
        dataset="raf_db" if known else "folder",
        image_size=_image_size(network),
        backbone=network.backbone,
        width=network.width,
        head=network.head,
    )
    if network.head == "arm":
        config = dataclasses.replace(config, affinity=affinity)
    return config


def _image_size(network):
    if network.head == "gap":
        return 224
    # ARM turns a map of m x m into a grid of side 2 m - 3, and m is 1/32 of
    # the image.
    features = network.tensors["fc.weight"].shape[-1]
    side = round(features**0.5)
    if side**2 != features or side % 2 == 0 or side < 5:
        raise InputError(
            "Expected ARM to end in a square grid of odd side, such as "
            f"11 x 11. Received: {features} features. Other architectures "
            "cannot be imported."
        )
    return (side + 3) // 2 * 32


def generic_feature(model: keras.Model, faces: FaceSet) -> np.ndarray:
    """Returns g, float32 `(features,)`: the mean unique feature of faces."""
    arm = KerasClassifier(model).arm
    trunk = keras.Model(model.input, arm.input)
    batches = FaceBatches(faces, model.input_shape[1], BATCH_SIZE)
    total = np.zeros(())
    steps = tqdm.trange(len(batches), desc="generic feature", disable=None)
    for index in steps:
        features = trunk.predict_on_batch(batches[index][0])
        unique = np.asarray(arm.unique_feature(features), "float64")
        total = total + unique.sum(axis=0)
    return (total / len(faces)).astype("float32")


def fix_generic_feature(model: keras.Model, generic: np.ndarray) -> None:
    """Gives a classifier with `affinity="ema"` its g, `(features,)`."""
    sharing = KerasClassifier(model).arm.sharing
    sharing.generic.assign(generic)
    sharing.started.assign(1.0)


def describe(network: Network, unused: list) -> str:
    """Returns a text on what was recognized and what was not used."""
    kind = "the original ARM network" if network.head == "arm" else "a network"
    classes = f"{len(network.labels)} classes"
    if network.labels == ORIGINAL_LABELS:
        classes += f", in RAF-DB's order: {', '.join(network.labels)}"
    lines = [f"found {kind} with backbone {network.backbone}, {classes}"]
    if network.prefix:
        lines.append(f"taken from {network.prefix}*")
    # A network has hundreds of tensors, which differ in their numbers only.
    groups = collections.Counter(re.sub(r"\d+", "#", name) for name in unused)
    for name, count in groups.items():
        lines.append(f"unused: {name}" + (f" ({count} of them)" * (count > 1)))
    return "\n".join(lines)
