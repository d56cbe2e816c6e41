"""Checkpoints from bug reports."""

import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.models.classifier import classifier_from
from arm_tf.weights.torch_files import read_tensors
from arm_tf.weights.torch_import import configure
from arm_tf.weights.torch_networks import recognise
from arm_tf.weights.torch_weights import copy_all
from tests.helpers import random_networks, torch_writer
from tests.helpers.torch_writer import Call, Name

RESNET = random_networks.resnet(18, 7, width=8)


@pytest.fixture(scope="module")
def model():
    network = recognise(RESNET)
    return classifier_from(configure(network), network.labels)


EXTRAS = {
    "arguments": Call(Name("argparse", "Namespace"), ()),
    "a counter": Call(Name("collections", "Counter"), ({"30": 1},)),
    "a device": Call(Name("torch", "device"), ("cuda", 0)),
    "a numpy scalar": Call(
        Name("numpy._core.multiarray", "scalar"),
        (
            Call(Name("numpy", "dtype"), ("f8", False, True)),
            Call(Name("_codecs", "encode"), ("\0" * 8, "latin1")),
        ),
    ),
    "a path": Call(Name("pathlib", "PosixPath"), ("home", "x")),
    "a type": Name("torch", "float32"),
}


@pytest.mark.parametrize("case", EXTRAS)
def test_what_is_no_weight_is_read_past(case, tmp_path):
    state = {k: torch_writer.tensor(v) for k, v in RESNET.items()}
    value = {"model": state, "extra": EXTRAS[case]}
    torch_writer.write_zip(tmp_path / "file", value)
    assert len(read_tensors(tmp_path / "file")) == len(RESNET)


@pytest.mark.parametrize(
    "name",
    [
        "cat_head0.sa.conv1x1.0.weight",
        "attention.weight",
        "bn.running_mean",
        "layer4.2.conv1.bias",
    ],
)
def test_trained_tensors_that_are_not_used_are_another_network(name, model):
    state = {**RESNET, name: np.ones((4, 4), "float32")}
    with pytest.raises(InputError, match=name.replace(".", r"\.")) as caught:
        copy_all(recognise(state), model)
    assert "Other architectures cannot be imported" in str(caught.value)


@pytest.mark.parametrize(
    "names",
    [
        ["bn1.num_batches_tracked"],
        ["epoch", "best_accuracy"],
        ["optimizer.state.0.exp_avg"],
        ["lr_scheduler.base"],
        ["criterion.weight"],
        [f"ema.{name}" for name in RESNET],
    ],
    ids=lambda names: names[0],
)
def test_harmless_leftovers_are_left(names, model):
    size = 1 if names[0] in ("epoch", "best_accuracy") else 4
    extra = dict.fromkeys(names, np.ones(size, "float32"))
    state = {f"model.{name}": value for name, value in RESNET.items()}
    prefix = "model." if names[0].startswith("bn1") else ""
    state |= {prefix + name: value for name, value in extra.items()}
    unused = copy_all(recognise(state), model)
    assert {prefix + name for name in names} <= set(unused)


def test_classes_get_the_names_that_a_user_gives():
    labels = tuple("abcdefg")
    network = recognise(RESNET)
    assert network.named(labels).labels == labels
    assert configure(network).dataset == "folder"
    for wrong in (labels[:3], (*labels[:6], "a")):
        with pytest.raises(InputError, match="7 different --labels"):
            network.named(wrong)
