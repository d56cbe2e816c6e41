"""Turns a PyTorch checkpoint into a run of ours, without PyTorch.

    python -m arm_tf.import_torch ARM.pth --run runs/original --data ~/raf-db
    python -m arm_tf.import_torch resnet18.pth --run runs/resnet18

Knows the original ARM network and the ResNet-18, -34 and -50 of torchvision
and timm, in .pth, .pt and .safetensors. Nothing in the file is ever run.

The original takes its generic feature g as the mean over the current batch,
also at test time, and stores none. With --data, g becomes the mean over the
training faces: then an answer no longer depends on the batch, and the model
can be exported.
"""

import argparse
import collections
import dataclasses
import os
import pathlib
import re

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # silence before the import

import keras  # noqa: E402
import numpy as np  # noqa: E402

from arm_tf import evaluate, files  # noqa: E402
from arm_tf.config import Config  # noqa: E402
from arm_tf.data.batches import FaceBatches  # noqa: E402
from arm_tf.data.faces import check_some, fingerprint, relabel  # noqa: E402
from arm_tf.data.prepare import prepare  # noqa: E402
from arm_tf.data.progress import track  # noqa: E402
from arm_tf.errors import InputError, command_line  # noqa: E402
from arm_tf.models.classifier import build_classifier  # noqa: E402
from arm_tf.runs import Run  # noqa: E402
from arm_tf.torch_files import read_tensors  # noqa: E402
from arm_tf.torch_networks import ORIGINAL_LABELS, recognise  # noqa: E402
from arm_tf.torch_weights import copy_all  # noqa: E402

BATCH_SIZE = 64  # the original's at test time
# Data sets with the original's seven classes, the one it was trained on first.
DATASETS = ("raf_db", "fer2013", "affectnet7", "sfew", "folder")


def import_network(network, config):
    """Returns the classifier of a network, and the names of unused tensors.

    Args:
        network: `arm_tf.torch_networks.Network`.
        config: `Config`, as `configure` makes it.

    Raises:
        InputError: a tensor is missing, misshapen, of a wrong type or not
            finite, or the network has parts that are not known.
    """
    model = build_classifier(config, network.labels)
    return model, copy_all(network, model)


def configure(network, affinity="batch"):
    """Returns the `Config` that describes a network.

    Args:
        network: `Network`.
        affinity: str. Where ARM's g comes from; see `SharingAffinity`.

    Raises:
        InputError: the network has no classes, or a map of an odd size.
    """
    if network.labels is None:
        raise InputError(
            f"Expected a classifier, with {network.name_in_file('fc.weight')}."
            " Received: a backbone alone, which recognises nothing. Train it: "
            "python train.py ... weights=FILE."
        )
    config = Config(
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


def generic_feature(model, faces):
    """Returns g, float32 `(features,)`: the mean unique feature of faces.

    Args:
        model: classifier with ARM.
        faces: `FaceSet`.
    """
    arm = model.get_layer("arm")
    trunk = keras.Model(model.input, arm.input)
    batches = FaceBatches(faces, model.input_shape[1], BATCH_SIZE)
    total = 0.0
    for index in track(range(len(batches)), "generic feature"):
        features = trunk.predict_on_batch(batches[index][0]["images"])
        unique = np.asarray(arm.unique_feature(features), "float64")
        total = total + unique.sum(axis=0)
    return (total / len(faces)).astype("float32")


def fix_generic_feature(model, generic):
    """Gives a classifier with `affinity="ema"` its g, `(features,)`."""
    sharing = model.get_layer("arm").sharing
    sharing.generic.assign(generic)
    sharing.started.assign(1.0)


def _find_data(config, root):
    """Returns the config with the data set at `root`, and its `FaceSplits`."""
    first = None
    for name in DATASETS:
        config = dataclasses.replace(config, dataset=name)
        try:
            splits = prepare(config, root)
            relabel(splits.train, ORIGINAL_LABELS)
        except InputError as error:
            first = first or error
        else:
            return config, splits
    raise first


def _report(config, network, model, splits):
    """Returns the report of a model with a fixed g, and prints figures."""
    faces = relabel(splits.test, network.labels)
    report = evaluate.evaluate(model, faces, "test", splits.train)
    batch = dataclasses.replace(config, affinity="batch")
    original, _ = import_network(network, batch)
    logits = evaluate.predict(original, faces, BATCH_SIZE)
    accuracy = float((logits.argmax(axis=1) == faces.classes).mean())
    print(evaluate.summary(report))
    print(
        f"with the mean of each batch of {BATCH_SIZE} in place of g, as the "
        f"original is measured: accuracy {accuracy:.4f}. In sets sorted by "
        "class, that mean tells the class: do not compare."
    )
    batch_mean = {"batch_size": BATCH_SIZE, "accuracy": accuracy}
    return {**report, "batch_mean": batch_mean}


def describe(network, unused):
    """Returns what was recognised and what was not used, for people."""
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


def run_import(checkpoint, path, data=None):
    """Reads a checkpoint and writes a run's folder.

    Args:
        checkpoint: path of a `.pth`, `.pt` or `.safetensors` file.
        path: the run's folder.
        data: path of the faces that g is computed over, or None.

    Raises:
        InputError: the file, its network or the data are not what is needed.
    """
    network = recognise(read_tensors(checkpoint))
    config = configure(network, "ema" if data else "batch")
    config = dataclasses.replace(config, weights=str(checkpoint))
    splits, training_set = None, "of the checkpoint"
    if data:
        _check_classes(network)
        config, splits = _find_data(config, data)
        check_some(splits.train, "The train part")
        training_set = fingerprint(splits.train)
    model, unused = import_network(network, config)
    print(describe(network, unused))
    run = Run(path)
    run.start(config, data, training_set)
    if data:
        print(f"data: {splits.layout}")
        fix_generic_feature(model, generic_feature(model, splits.train))
        report = _report(config, network, model, splits)
        files.write_json(run.file("report.json"), report)
    elif network.head == "arm":
        print(
            "This model's answer for a face depends on the faces beside it "
            "in the batch, as the original's does, so it cannot be exported. "
            "With --data PATH, the faces it was trained on, it can."
        )
    run.save_model(model)
    print(f"written to {path}")


def _check_classes(network):
    if network.labels != ORIGINAL_LABELS:
        raise InputError(
            "--data is for the original ARM network of 7 classes, whose order "
            f"is known. Received: a {network.backbone} with head "
            f"{network.head} and {len(network.labels)} classes. Leave out "
            "--data."
        )


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--run", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path)
    args = parser.parse_args(argv)
    run_import(args.checkpoint, args.run, args.data)


if __name__ == "__main__":
    raise SystemExit(main())
