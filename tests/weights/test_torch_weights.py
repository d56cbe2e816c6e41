"""Training can start from PyTorch's weights: the backbone, and what fits."""

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC
from arm_tf.models.classifier import classifier_from
from arm_tf.weights.torch_files import read_tensors
from arm_tf.weights.torch_import import configure, import_network
from arm_tf.weights.torch_networks import ORIGINAL_LABELS, recognise
from arm_tf.weights.torch_weights import copy_fitting
from tests.helpers import random_networks
from tests.helpers import torch_writer as writer

SMALL = {"image_size": 128, "width": 0.5}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Paths of an ARM and of a ResNet with 7 classes of unknown order."""
    folder = tmp_path_factory.mktemp("files")
    states = {
        "arm": random_networks.arm(width=32, features=25),
        "resnet": random_networks.resnet(18, 7, width=32),
    }
    for name, state in states.items():
        tensors = {key: writer.tensor(value) for key, value in state.items()}
        writer.write_zip(folder / name, {"state_dict": tensors})
    return {name: folder / name for name in states}


def imported(path):
    network = recognise(read_tensors(path))
    return import_network(network, configure(network))[0]


def test_a_backbone_is_copied_and_the_head_is_not(files):
    classifier = classifier_from(Config(**SMALL), BASIC)
    fresh = classifier.get_layer("fc").get_weights()[0]
    copied, left = copy_fitting(files["resnet"], classifier)
    assert left == ["arm", "fc"]  # Classes of unknown order are of no use.
    assert copied[0] == "conv1" and len(copied) == 40
    np.testing.assert_array_equal(
        classifier.get_layer("fc").get_weights()[0], fresh
    )
    state = random_networks.resnet(18, 7, width=32)
    kernel = state["layer4.1.conv2.weight"].transpose(2, 3, 1, 0)
    layer = classifier.get_layer("layer4.1.conv2")
    np.testing.assert_array_equal(layer.kernel, kernel)


def test_classes_are_copied_by_name(files):
    """Predictions do not depend on the order of the data set's labels."""
    images = random_networks.images(2, 128)
    original = imported(files["arm"])
    classifier = classifier_from(Config(affinity="batch", **SMALL), BASIC)
    copied, left = copy_fitting(files["arm"], classifier)
    assert copied[-2:] == ["arm", "fc"] and not left
    order = [ORIGINAL_LABELS.index(label) for label in BASIC]
    assert order != sorted(order)
    np.testing.assert_allclose(
        classifier.predict_on_batch(images),
        original.predict_on_batch(images)[:, order],
        atol=1e-5,
    )


def test_arm_stays_behind_where_the_map_is_another(files):
    small = classifier_from(Config(image_size=96, width=0.5), BASIC)
    copied, left = copy_fitting(files["arm"], small)
    assert left == ["arm", "fc"] and len(copied) == 40


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"backbone": "resnet34"}, "weights for resnet34.*a resnet18. Give"),
        ({"width": 1.0}, r"'state_dict.conv1.weight' of shape \(64, 3, 7, 7\)"),
        ({"stem": "small"}, r"of shape \(32, 3, 3, 3\). Received: shape \(32"),
    ],
)
def test_a_backbone_fits_or_is_refused(settings, message, files):
    classifier = classifier_from(Config(**{**SMALL, **settings}), BASIC)
    with pytest.raises(InputError, match=message):
        copy_fitting(files["resnet"], classifier)
