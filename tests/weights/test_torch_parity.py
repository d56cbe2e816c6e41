"""An imported network gives PyTorch's outputs, stage by stage.

`golden/torch_networks.npz` holds PyTorch's outputs; see the script next to it.
With `pytest --golden DIR`, the original network is compared too: DIR holds
its `upstream_arm.pth` and its answers `upstream_arm.npz`.
"""

import dataclasses
import pathlib

import keras
import numpy as np
import pytest
from safetensors.numpy import save_file

from arm_tf.weights.torch_files import read_tensors
from arm_tf.weights.torch_import import (
    configure,
    fix_generic_feature,
    import_network,
)
from arm_tf.weights.torch_networks import recognise
from tests.helpers import random_networks
from tests.helpers import torch_writer as writer

GOLDEN = (
    pathlib.Path(__file__).resolve().parents[1]
    / "golden"
    / "torch_networks.npz"
)
# Largest differences measured with TensorFlow 2.21 on an x86-64 CPU, and the
# largest value they are part of:
#
# stage               original network     weights from a seed
# features            1.1e-5 of 5.7        5.2e-5 of 30.9
# arranged            1.1e-5 of 4.1        5.2e-5 of 30.9
# de-albino           3.2e-6 of 1.1        1.3e-5 of 5.5
# unique feature      3.2e-6 of 1.2        3.8e-6 of 1.9
# logits, batch mean  1.9e-6 of 0.4        2.7e-6 of 1.4
# logits, one by one  2.3e-6 of 0.6        4.1e-6 of 1.6
# logits, fixed mean  1.5e-6 of 0.7        2.4e-6 of 1.0
# ResNet-18, 34, 50                        1.7e-5 of 11.3
TOLERANCE = 1e-4


def as_saved(state):
    return {name: writer.tensor(value) for name, value in state.items()}


def load(path, affinity="batch"):
    """Returns the classifier in a checkpoint."""
    network = recognise(read_tensors(path))
    return import_network(network, configure(network, affinity))[0]


def close(found, expected, tolerance=TOLERANCE):
    found = np.asarray(found).reshape(expected.shape)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


@pytest.fixture(scope="module")
def answers():
    with np.load(GOLDEN) as arrays:
        return dict(arrays)


@pytest.fixture(scope="module")
def arm_checkpoint(tmp_path_factory):
    """A file as the original code saves it, of the original's size."""
    path = tmp_path_factory.mktemp("arm") / "file.pth"
    state = as_saved(random_networks.arm())
    writer.write_zip(path, {"iter": 3, "model_state_dict": state})
    return path


def check_stages(path, images, answers):
    """Compares every stage of an ARM checkpoint with the original's."""
    model = load(path)
    arm = model.get_layer("arm")
    features = keras.Model(model.input, arm.input).predict(images, verbose=0)
    close(features[: len(answers["features"])], answers["features"])
    arranged = arm.arrangement(features)
    close(arranged[: len(answers["arranged"])], answers["arranged"])
    close(arm.de_albino(arranged), answers["de_albino"])
    unique = np.asarray(arm.unique_feature(features))
    close(unique, answers["unique"])
    close(unique.mean(axis=0), answers["batch_mean"])
    close(model.predict_on_batch(images), answers["logits_batch"])
    for image, logits in zip(images, answers["logits_single"], strict=True):
        close(model.predict_on_batch(image[None]), logits)


def check_fixed_mean(path, images, answers):
    """Compares the logits under a given g, one by one: g must not move."""
    model = load(path, "ema")
    fix_generic_feature(model, answers["fixed_mean"].ravel())
    expected = answers["logits_fixed_mean"]
    for image, logits in zip(images, expected, strict=True):
        close(model.predict_on_batch(image[None]), logits)


def test_arm_answers_as_in_pytorch(arm_checkpoint, answers):
    check_stages(arm_checkpoint, random_networks.images(3, 224), answers)


def test_arm_with_a_fixed_mean_answers_as_in_pytorch(arm_checkpoint, answers):
    check_fixed_mean(arm_checkpoint, random_networks.images(3, 224), answers)


def test_the_original_checkpoint_answers_as_in_pytorch(request):
    folder = request.config.getoption("--golden", default=None)
    if folder is None:
        pytest.skip(
            "the original authors' checkpoint may not be redistributed: "
            "give its folder with pytest --golden=DIR"
        )
    folder = pathlib.Path(folder)
    with np.load(folder / "upstream_arm.npz") as arrays:
        answers = dict(arrays)
    answers["logits_batch"] = answers["logits_batch_of_six"]
    answers["logits_single"] = answers["logits_batch_of_one"]
    images = answers["images"]
    check_stages(folder / "upstream_arm.pth", images, answers)
    check_fixed_mean(folder / "upstream_arm.pth", images, answers)


def write_safetensors(path, state):
    save_file({name: np.array(value) for name, value in state.items()}, path)


def write_zip(path, state):
    writer.write_zip(path, as_saved(state))


SAVERS = {18: write_zip, 34: write_zip, 50: write_safetensors}


@pytest.mark.parametrize("depth", SAVERS)
def test_resnets_answer_as_in_torchvision(depth, answers, tmp_path):
    SAVERS[depth](tmp_path / "file", random_networks.resnet(depth, 10))
    # At 64 pixels, where the last maps are 2 x 2 and padding counts most.
    network = recognise(read_tensors(tmp_path / "file"))
    config = dataclasses.replace(configure(network), image_size=64)
    model, unused = import_network(network, config)
    close(
        model.predict_on_batch(random_networks.images(2, 64)),
        answers[f"resnet{depth}"],
    )
    assert all(name.endswith("num_batches_tracked") for name in unused)
