"""Imports checkpoints as runs: recognition, errors, files and messages."""

import json

import cv2
import numpy as np
import pytest

from arm_tf.commands.import_torch import main
from arm_tf.data.prepare import prepare
from arm_tf.errors import InputError
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from arm_tf.weights.torch_files import read_tensors
from arm_tf.weights.torch_import import configure, import_network
from arm_tf.weights.torch_networks import recognise
from arm_tf.weights.torch_weights import copy_all
from tests.helpers import random_networks
from tests.helpers import torch_writer as writer

# Half the original's channels give ARM one plane, and 128 pixels a map of
# 4 x 4, so a grid of 5 x 5: a complete ARM in a second.
ARM = random_networks.arm(width=32, features=25)
RESNET = random_networks.resnet(18, 10, width=8)
# RAF-DB's order, in which the original numbers its classes.
LABELS = "surprise fear disgust happiness sadness anger neutral".split()
FACES = {"train": 3, "test": 2}  # of each class


def write(path, state, wrapping="model_state_dict"):
    tensors = {name: writer.tensor(value) for name, value in state.items()}
    writer.write_zip(path, {wrapping: tensors} if wrapping else tensors)
    return path


@pytest.fixture
def checkpoint(tmp_path):
    return write(tmp_path / "file.pth", ARM)


@pytest.fixture(scope="module")
def raf_db(tmp_path_factory):
    """A folder in one of RAF-DB's layouts, with noise for faces."""
    root = tmp_path_factory.mktemp("raf_db")
    random = np.random.default_rng(3)
    for part, count in FACES.items():
        for number in range(7 * count):
            folder = root / part / str(number % 7 + 1)
            folder.mkdir(parents=True, exist_ok=True)
            face = random.integers(0, 256, (128, 128, 3), "uint8")
            cv2.imwrite(str(folder / f"{number}.png"), face)
    return root


@pytest.mark.parametrize(
    "prefix",
    ["", "state_dict.", "module.", "backbone.", "model_state_dict.module."],
)
@pytest.mark.parametrize("state", [RESNET, ARM], ids=["resnet", "arm"])
def test_wrappings_are_seen_through(prefix, state):
    wrapped = {prefix + name: value for name, value in state.items()}
    network = recognise({"epoch.x": np.zeros(1), **wrapped})
    assert network.prefix == prefix
    assert network.others == (("epoch.x",) if prefix else ())
    assert network.backbone == "resnet18"
    assert network.head == ("arm" if state is ARM else "gap")
    first = "features.0.weight" if state is ARM else "conv1.weight"
    assert network.name_in_file("conv1.weight") == prefix + first


@pytest.mark.parametrize("depth", [18, 34, 50])
def test_depth_and_width_are_told_by_the_tensors(depth):
    network = recognise(random_networks.resnet(depth, 5, width=16))
    assert (network.backbone, network.width) == (f"resnet{depth}", 0.25)
    assert network.labels == tuple(f"class_{n}" for n in range(5))


def test_of_two_networks_the_first_is_taken():
    both = {"state_dict." + name: value for name, value in RESNET.items()}
    both |= {"state_dict_ema." + name: value for name, value in RESNET.items()}
    network = recognise(both)
    assert network.prefix == "state_dict."
    assert len(network.others) == len(RESNET)


def changed(state, **changes):
    """Returns a state dict with tensors set, or left out where None."""
    changes = {name.replace("__", "."): v for name, v in changes.items()}
    return {k: v for k, v in {**state, **changes}.items() if v is not None}


def renamed(state, old, new):
    return {name.replace(old, new): value for name, value in state.items()}


NAN = np.full(8, np.nan, "float32")
WRONG = {
    "another architecture": ({"stem.weight": np.ones(2)}, "such as stem.wei"),
    "another depth": (
        renamed(RESNET, "layer2.1", "layer2.2")
        | {"layer2.1.conv1.weight": np.ones(1)},
        "of 2, 3, 2, 2 basic blocks",
    ),
    "a missing tensor": (
        changed(RESNET, layer3__1__bn2__running_var=None),
        r"'layer3.1.bn2.running_var' of shape \(32,\). Received: a file witho",
    ),
    "a missing tensor of the original": (
        changed(ARM, features__6__0__downsample__0__weight=None),
        r"'features.6.0.downsample.0.weight' of shape \(128, 64, 1, 1\)",
    ),
    "a missing alpha": (changed(ARM, arm__alpha=None), "'arm.alpha'"),
    "a missing bias": (changed(RESNET, fc__bias=None), "'fc.bias'"),
    "a misshapen tensor": (
        changed(RESNET, layer1__0__conv2__weight=np.ones((8, 8, 5, 5))),
        r"'layer1.0.conv2.weight' of shape \(8, 8, 3, 3\). Received: shape "
        r"\(8, 8, 5, 5\)",
    ),
    "a first layer that is flat": (
        changed(RESNET, conv1__weight=np.ones(4)),
        "'conv1.weight' to be a convolution",
    ),
    "quantized weights": (
        changed(RESNET, bn1__weight=np.ones(8, "int8")),
        "'bn1.weight' to hold floating-point",
    ),
    "weights that are not finite": (
        changed(RESNET, bn1__weight=NAN),
        "'bn1.weight' to hold finite",
    ),
    "weights too large for float32": (
        changed(RESNET, bn1__weight=np.full(8, 1e300)),
        "'bn1.weight' to hold finite",
    ),
    "a negative variance": (
        changed(RESNET, bn1__running_var=np.full(8, -1.0)),
        "'bn1.running_var' to hold finite numbers, variances of 0",
    ),
    "attention in the blocks": (
        changed(RESNET, layer1__0__se__fc1__weight=np.ones((2, 8))),
        "one with 'layer1.0.se.fc1.weight' too",
    ),
    "more in ARM": (
        changed(ARM, arm__beta=np.ones(1)),
        "one with 'arm.beta' too",
    ),
    "no classifier": (
        changed(RESNET, fc__weight=None, fc__bias=None),
        "with fc.weight. Received: a backbone alone",
    ),
    "a grid that is no square": (
        changed(ARM, fc__weight=np.ones((7, 26), "float32")),
        "Received: 26 features",
    ),
    "a scalar for classes": (
        changed(RESNET, fc__weight=np.float32(1)),
        "a backbone alone",
    ),
}


@pytest.fixture(scope="module")
def models():
    """A classifier for each head, into which networks are copied."""
    found = {}
    for state in (RESNET, ARM):
        network = recognise(state)
        config = configure(network)
        found[network.head] = classifier_from(config, network.labels)
    return found


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_named(case, models):
    state, message = WRONG[case]
    with pytest.raises(InputError, match=message) as caught:
        network = recognise(state)
        configure(network)
        copy_all(network, models[network.head])
    assert str(caught.value).startswith("Expected ")


def test_what_does_not_fit_ends_in_one_line(tmp_path, capsys):
    path = write(tmp_path / "file", changed(RESNET, bn1__weight=NAN))
    assert main([str(path), "--run", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: Expected 'model_state_dict.bn1.weight'")
    assert said.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_without_data_the_model_needs_its_batch(checkpoint, tmp_path, capsys):
    run = tmp_path / "run"
    assert main([str(checkpoint), "--run", str(run)]) == 0
    said = capsys.readouterr().out
    assert "found the original ARM network with backbone resnet18" in said
    assert f"in RAF-DB's order: {', '.join(LABELS)}" in said
    assert "depends on the rest of the batch" in said
    assert "unused: model_state_dict.arm.bn.num_batches_tracked\n" in said
    assert "layer" not in said and "alpha" not in said  # All others are used.
    config = Run(run).config()
    assert (config.image_size, config.width) == (128, 0.5)
    assert (config.head, config.affinity) == ("arm", "batch")
    model = Run(run).load_model()
    assert KerasClassifier(model).class_names == tuple(LABELS)
    assert not (run / "report.json").exists()


def test_with_data_every_face_is_answered_alone(
    checkpoint, raf_db, tmp_path, capsys
):
    run = Run(tmp_path / "run")
    arguments = ["--run", str(run.path), "--data", str(raf_db)]
    assert main([str(checkpoint), *arguments]) == 0
    config = run.config()
    assert (config.dataset, config.affinity) == ("raf_db", "ema")
    faces = prepare(config, raf_db).train.images
    images = np.stack([faces[i] for i in range(len(faces))])
    # g is the training faces' mean: as if all of them were one batch.
    network = recognise(read_tensors(checkpoint))
    original, _ = import_network(network, configure(network, "batch"))
    together = original.predict_on_batch(images)
    model = run.load_model()
    alone = [model.predict_on_batch(image[None])[0] for image in images]
    np.testing.assert_allclose(alone, together, rtol=0, atol=1e-4)
    report = json.loads(run.file("report.json").read_text())
    assert report["num_images"] == 7 * FACES["test"]
    assert report["batch_mean"]["batch_size"] == 64
    said = capsys.readouterr().out
    assert f"accuracy {report['batch_mean']['accuracy']:.4f}" in said
    assert f"accuracy {report['accuracy']:.4f}" in said


def test_other_classes_have_no_known_order(raf_db, tmp_path, capsys):
    path = write(tmp_path / "file", RESNET)
    arguments = [str(path), "--run", str(tmp_path / "run")]
    assert main([*arguments, "--data", str(raf_db)]) == 2
    assert "and 10 classes. Give --labels too" in capsys.readouterr().err


def test_a_cut_csv_is_the_fault_that_is_named(checkpoint, tmp_path, capsys):
    root = tmp_path / "faces"
    root.mkdir()
    rows = "emotion,pixels,Usage\n3,0 0 0\n"
    (root / "fer2013.csv").write_text(rows)
    arguments = [str(checkpoint), "--run", str(tmp_path / "run")]
    assert main([*arguments, "--data", str(root)]) == 2
    said = capsys.readouterr().err
    assert "fer2013.csv, row 1" in said and "Was the file cut off?" in said
    assert "RAF-DB" not in said
