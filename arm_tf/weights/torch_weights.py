"""Copies the tensors of a PyTorch network into an arm_tf classifier.

PyTorch stores a convolution as (out, in, rows, columns) and a dense layer as
(out, in); Keras as (rows, columns, in, out) and (in, out).
"""

import pathlib
import re

import keras
import numpy as np
from keras import layers

from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.models.parts import CALIBRATED, LOGITS, KerasClassifier
from arm_tf.weights.torch_files import read_tensors
from arm_tf.weights.torch_networks import Network, recognise

CONVOLUTION = (2, 3, 1, 0)
DENSE = (1, 0)
VECTOR = (0,)
SCALAR = ()
HEAD = ("arm", LOGITS)  # layers that another network may lack
# Layers whose leftover tensors mean another architecture, not extra tensors.
PARTS = re.compile(r"(conv1|bn1|layer[1-4]|arm|fc)\.")
COUNTER = "num_batches_tracked"  # of BatchNorm; Keras keeps none
# Leftovers of training that a checkpoint holds besides the network.
IGNORED_TENSORS = re.compile(
    r"(.*\.)?(optim\w*|\w*scheduler\w*|\w*scaler|amp|criterion|\w*loss\w*|"
    r"history|metrics?|mean|std)(\..*)?$"
)


def copy_all(network: Network, model: keras.Model) -> list:
    """Copies a network into a classifier of its architecture and labels.

    Returns:
        List of the names in the file of tensors that were not used.

    Raises:
        InputError: a tensor is missing, has a wrong shape or type, or is not
            finite, or the network has parts that the classifier lacks.
    """
    used = set()
    for layer in model.layers:
        _copy_layer(network, layer)
        used |= {name for name, *_ in _parameters(layer)}
    left = [name for name in network.tensors if name not in used]
    for name in left:
        if PARTS.match(name) and not name.endswith(COUNTER):
            raise InputError(
                f"Expected a plain {network.backbone}. Received: one with "
                f"{network.names[name]!r} too. Other architectures cannot be "
                "imported."
            )
    unused = [*(network.names[name] for name in left), *network.others]
    _check_left(network, unused)
    return unused


def _check_left(network, unused):
    """Raises `InputError` if unused tensors were trained as well.

    Harmless are counters and single numbers, a second copy of the network
    (its running average), and what an optimizer or a loss keeps.
    """
    trained = [
        name
        for name in unused
        if network.sizes[name] > 1
        and not name.endswith(COUNTER)
        and not IGNORED_TENSORS.match(name)
        and not _is_copy(network, name)
    ]
    if trained:
        raise InputError(
            f"Expected a plain {network.backbone}. Received: one with "
            f"{len(trained)} trained tensors more, such as {trained[0]!r}. "
            "Other architectures cannot be imported."
        )


def _is_copy(network, name):
    """Returns whether a tensor is of a second copy of the whole network."""
    first = network.names["conv1.weight"].removeprefix(network.prefix)
    parts = name.split(".")
    for end in range(1, len(parts)):
        prefix, tail = ".".join(parts[:end]) + ".", ".".join(parts[end:])
        if prefix != network.prefix and prefix + first in network.sizes:
            return network.prefix + tail in network.sizes
    return False


def copy_fitting(path: pathlib.Path, classifier: keras.Model) -> tuple:
    """Initializes a classifier from a checkpoint: backbone, and what fits.

    The backbone must fit. ARM is copied if both have it in the same size. The
    output layer is copied, class by class, if all layers before it were and
    its class names are known.

    Returns:
        `(copied, left)`, lists of layer names.

    Raises:
        InputError: the file is no checkpoint, or has another backbone.
    """
    network = recognise(read_tensors(path))
    if classifier.name != network.backbone:
        raise InputError(
            f"Expected weights for {classifier.name}. Received: {path}, a "
            f"{network.backbone}. Give backbone={network.backbone}."
        )
    network = network.with_classes(KerasClassifier(classifier).class_names)
    copied, left = [], []
    for layer in classifier.layers:
        if not layer.weights or layer.name == CALIBRATED:
            continue
        try:
            # A copied output layer is useless on untrained features.
            useless = left and layer.name == LOGITS
            fits = not useless and _copy_layer(network, layer)
        except InputError:
            if layer.name not in HEAD:
                raise
            fits = False
        (copied if fits else left).append(layer.name)
    return copied, left


def _copy_layer(network, layer):
    """Copies a whole layer, or raises before anything is changed.

    Returns:
        Whether there was something to copy.
    """
    parameters = _parameters(layer)
    values = [
        _value(network, name, variable, order)
        for name, variable, order in parameters
    ]
    for (_, variable, _), value in zip(parameters, values, strict=True):
        variable.assign(value)
    return bool(parameters)


def _parameters(layer):
    """Returns a list of torchvision's name, variable, and order of axes."""
    name = layer.name
    if isinstance(layer, AmendRepresentation):
        kernel = layer.de_albino.kernel
        found = [("arm.de_albino.weight", kernel, CONVOLUTION)]
        found += _norm("arm.bn", layer.norm)
        if layer.project is not None:  # Only ours, so never in a checkpoint.
            kernel = layer.project.kernel
            found.append(("arm.project.weight", kernel, CONVOLUTION))
        if layer.affinity != "none":
            found.append(("arm.alpha", layer.sharing.alpha, SCALAR))
        return found
    if isinstance(layer, layers.BatchNormalization):
        return _norm(name, layer)
    if isinstance(layer, layers.Conv2D):
        return [(f"{name}.weight", layer.kernel, CONVOLUTION)]
    if isinstance(layer, layers.Dense):
        weights = (f"{name}.weight", layer.kernel, DENSE)
        return [weights, (f"{name}.bias", layer.bias, VECTOR)]
    return []


def _norm(name, layer):
    return [
        (f"{name}.weight", layer.gamma, VECTOR),
        (f"{name}.bias", layer.beta, VECTOR),
        (f"{name}.running_mean", layer.moving_mean, VECTOR),
        (f"{name}.running_var", layer.moving_variance, VECTOR),
    ]


def _value(network, name, variable, order):
    """Returns the tensor `name` as `variable` takes it, float32."""
    axes = range(len(order))
    shape = tuple(variable.shape[order.index(axis)] for axis in axes)
    in_file = network.name_in_file(name)
    if name not in network.tensors:
        raise InputError(
            f"Expected a tensor {in_file!r} of shape {shape}. Received: a "
            "file without it. Take a checkpoint of the whole network."
        )
    value = network.tensors[name]
    if value.size == 1 and not shape:  # PyTorch's scalar has one axis.
        value = value.reshape(shape)
    if value.shape != shape:
        raise InputError(
            f"Expected {in_file!r} of shape {shape}. Received: shape "
            f"{value.shape}. Other architectures cannot be imported."
        )
    if value.dtype.kind != "f":
        raise InputError(
            f"Expected {in_file!r} to hold floating-point numbers. Received: "
            f"{value.dtype}. Take the checkpoint from before quantization."
        )
    with np.errstate(over="ignore"):  # Too large for float32: found below.
        value = value.astype("float32")
    low = 0 if name.endswith("running_var") else -np.inf
    if not np.all(np.isfinite(value) & (value >= low)):
        raise InputError(
            f"Expected {in_file!r} to hold finite numbers, variances of 0 or "
            "more. Received: others. Take a checkpoint from before training "
            "diverged."
        )
    return value.transpose(order)
