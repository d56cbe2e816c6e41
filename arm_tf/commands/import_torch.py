"""Turns a PyTorch checkpoint into an arm_tf run, without PyTorch.

    python -m arm_tf.import_torch ARM.pth --run runs/original --data ~/raf-db
    python -m arm_tf.import_torch resnet18.pth --run runs/resnet18
    python -m arm_tf.import_torch mine.pth --run runs/mine --data ~/faces \\
        --labels angry,disgust,fear,happy,neutral,sad,surprise

Supports the original ARM network and the ResNet-18, -34 and -50 of torchvision
and timm, in .pth, .pt and .safetensors. Nothing in the file is ever run.

The original takes its generic feature g as the mean over the current batch,
also at test time, and stores none. With --data, g becomes the mean over the
training faces: then predictions no longer depend on the batch, and the model
can be exported. `arm-tf import` is the same command.
"""

import dataclasses
import pathlib
from typing import Any

from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras
from arm_tf.errors import InputError, command_line
from arm_tf.expressions import canonical


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("import", __doc__)
    parser.add_path("checkpoint", "a .pth, .pt or .safetensors file")
    parser.add_path("--run", "the run's folder to write", required=True)
    parser.add_path(
        "--data", "faces to compute ARM's g on and to evaluate the network"
    )
    parser.add_argument(
        "--labels",
        metavar="A,B,...",
        help="the names of the classes, in the checkpoint's order",
    )
    args = parser.parse_args(argv)
    labels = args.labels and tuple(map(canonical, args.labels.split(",")))
    run_import(args.checkpoint, args.run, args.data, labels)


def run_import(
    checkpoint: pathlib.Path,
    path: pathlib.Path,
    data: pathlib.Path | None = None,
    labels: tuple | None = None,
) -> None:
    """Reads a checkpoint and writes a run's folder.

    Args:
        checkpoint: path of a `.pth`, `.pt` or `.safetensors` file.
        path: the run's folder.
        data: path of the faces that g is computed over, or None.
        labels: class names in the checkpoint's order, or None if unknown.

    Raises:
        InputError: the file, its network or the data are unsuitable.
    """
    load_keras()
    from arm_tf.data.face_sets import check_some, fingerprint
    from arm_tf.files import atomic_files
    from arm_tf.training.runs import Run
    from arm_tf.weights import torch_import
    from arm_tf.weights.torch_files import read_tensors
    from arm_tf.weights.torch_networks import recognise

    network = recognise(read_tensors(checkpoint))
    network = network.named(labels) if labels else network
    config = torch_import.configure(network, "ema" if data else "batch")
    config = dataclasses.replace(config, weights=str(checkpoint))
    splits: Any = None
    training_set = "of the checkpoint"
    if data:
        _check_classes(network)
        config, splits = _read_data(config, network, data)
        check_some(splits.train, "The train part")
        if network.head == "arm":  # g is of these faces from now on.
            training_set = fingerprint(splits.train)
    model, unused = torch_import.import_network(network, config)
    print(torch_import.describe(network, unused))
    run = Run(path)
    run.start(config, data, training_set)
    if data:
        print(f"data: {splits.layout}")
        if network.head == "arm":
            generic = torch_import.generic_feature(model, splits.train)
            torch_import.fix_generic_feature(model, generic)
        report = _report(config, network, model, splits, run)
        atomic_files.write_json(run.file("report.json"), report.to_dict())
    elif network.head == "arm":
        print(
            "This model's prediction for a face depends on the rest of the "
            "batch, as in the original, so it cannot be exported. "
            "With --data PATH, the faces it was trained on, it can."
        )
    run.save_model(model)
    print(f"written to {path}")


def _read_data(config, network, root):
    """Returns the config with the data set at `root`, and its `FaceSplits`."""
    from arm_tf.data.face_sets import relabel
    from arm_tf.data.layouts import recognise
    from arm_tf.data.prepare import prepare

    config = dataclasses.replace(config, dataset=recognise(root))
    splits = prepare(config, root)
    relabel(splits.train, network.labels)
    return config, splits


def _report(config, network, model, splits, run):
    """Returns the report of a model on the data, and prints figures."""
    from arm_tf.data.face_sets import relabel
    from arm_tf.data.prepare import evaluation_split
    from arm_tf.evaluation import evaluate
    from arm_tf.models.parts import KerasClassifier
    from arm_tf.weights.torch_import import BATCH_SIZE, import_network

    split, faces, training = evaluation_split(splits, "test", run)
    faces = relabel(faces, network.labels)
    classifier = KerasClassifier(model)
    report = evaluate.evaluate(classifier, faces, split, training)
    if network.head != "arm":
        print(evaluate.summary(report))
        return report
    batch = dataclasses.replace(config, affinity="batch")
    original, _ = import_network(network, batch)
    logits = evaluate.predict(original, faces, BATCH_SIZE)
    accuracy = float((logits.argmax(axis=1) == faces.classes).mean())
    print(evaluate.summary(report))
    print(
        f"with the mean of each batch of {BATCH_SIZE} in place of g, as the "
        f"original is measured: accuracy {accuracy:.4f}. In sets sorted by "
        "class, that mean reveals the class, so do not compare."
    )
    batch_mean = {"batch_size": BATCH_SIZE, "accuracy": accuracy}
    return dataclasses.replace(report, batch_mean=batch_mean)


def _check_classes(network):
    from arm_tf.weights.torch_networks import ORIGINAL_LABELS

    if network.given is None and network.labels != ORIGINAL_LABELS:
        raise InputError(
            "--data needs the names of the checkpoint's classes, which no file "
            f"says. Received: a {network.backbone} with head {network.head} "
            f"and {len(network.labels)} classes. Give --labels too, in the "
            "checkpoint's order, or leave out --data."
        )
