r"""Compares ARM, pooling, a control and LLAM on the same feature maps.

    python -m benchmarks.heads --data PATH \
        --weights runs/ferplus_128/model.keras

All use the paper's map size, 7x7, of `face_resnet_short` at 128 pixels, with
the weights of a model with pooling. The frozen layers are run once, on FER+
training faces and their mirror images; there is no other augmentation. On their
output each network is trained in two stages: the new layers alone, then the
last group as well.

Prints validation and PublicTest accuracy with the paired differences from
pooling and from the control. Predictions are kept under runs/heads; finished
runs are not repeated.
"""

import pathlib

import keras
import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.config import configure
from arm_tf.data.batches import FaceBatches
from arm_tf.data.prepare import prepare
from arm_tf.errors import command_line
from arm_tf.evaluation.evaluate import Images
from arm_tf.models.classifier import classifier_from
from arm_tf.models.loading import load_model
from arm_tf.weights.starting import load_weights
from benchmarks.ablation import table

SETTINGS = "backbone=face_resnet_short stem=imagenet width=1 image_size=128"
SETTINGS = SETTINGS.split()
NETWORKS = {
    "gap": ("head=gap",),
    "arm": ("head=arm",),
    "conv": ("head=conv",),  # ARM's number of parameters, then pooling
    "llam": ("head=gap", "attention=llam"),
}
STAGES = {"new layers": (8, 2e-3), "last group": (2, 2e-4)}  # epochs, rate
LAST_GROUP = "group3."
BEFORE = ("last group", "new layers")  # the layers after each of the two maps
RIVALS = ("gap", "conv")
BATCH = 64


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--faces", type=int, default=8000)
    parser.add_argument("--seeds", nargs="+", type=int, default=(0, 1, 2))
    parser.add_argument(
        "--stages", nargs="+", choices=STAGES, default=list(STAGES)
    )
    parser.add_argument("--weights", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=pathlib.Path, default="runs/heads")
    args = parser.parse_args(argv)
    args.runs.mkdir(parents=True, exist_ok=True)
    parts = maps(args)
    for seed in args.seeds:
        for name in NETWORKS:
            path = args.runs / f"{name}-{seed}.npz"
            if not path.is_file():
                np.savez(path, **train(name, seed, args, parts))
    for part in ("validation", "test"):
        for stage in args.stages:
            print(f"\n{stage}, {part}")
            print("\n".join(table(_answers(args, part, stage), RIVALS)))


def maps(args):
    """Returns `(maps, targets, classes)` of each split.

    The maps are a dictionary by stage, float16: the last group's output
    `(faces, 7, 7, 128)` and its input `(faces, 15, 15, 64)`; the training
    faces' are followed by those of their mirror images.
    """
    config = configure("ferplus", [*SETTINGS, "targets=all-votes"])
    splits = prepare(config, args.data)
    trunk = _trunk(args.weights)
    rows = np.random.default_rng(0).permutation(len(splits.train))[: args.faces]
    training = splits.train.take(rows)
    found = {}
    for part, faces in (
        ("train", training),
        ("validation", splits.validation),
        ("test", splits.test),
    ):
        batches = FaceBatches(faces, config.image_size, BATCH)
        mirrors = (False, True) if part == "train" else (False,)
        images = [_run(trunk, batches, mirrored) for mirrored in mirrors]
        found[part] = (
            {key: np.concatenate([x[key] for x in images]) for key in STAGES},
            np.tile(faces.targets, (len(mirrors), 1)),
            np.tile(faces.classes, len(mirrors)),
        )
        print(f"{part}: maps of {len(found[part][2])} pictures", flush=True)
    return found


def train(name, seed, args, parts):
    """Trains one network in the stages of `args`.

    Returns:
        Dict of bool `(faces,)`, which predictions are correct, by split and
        stage.
    """
    keras.utils.set_random_seed(seed)
    model = _network(name, args.weights)
    symbols = dict(zip(BEFORE, _last_group(model), strict=True))
    answers = {}
    for stage in args.stages:
        taken = _inputs(name, stage)
        network = keras.Model([symbols[x] for x in taken], model.output)
        _fit(network, parts, stage, taken)
        for part in ("validation", "test"):
            given, _, classes = parts[part]
            images = [given[x] for x in taken]
            logits = network.predict(images, BATCH, verbose=0)
            answers[f"{part}, {stage}"] = logits.argmax(axis=1) == classes
        hits = answers[f"validation, {stage}"].mean()
        print(
            f"{name}, seed {seed}, {stage}: validation {hits:.4f}", flush=True
        )
    return answers


def _inputs(name, stage):
    """Returns the stages whose maps a network takes: attention takes two."""
    if name == "llam" and stage == "new layers":
        return list(BEFORE)
    return [stage]


def _fit(model, parts, stage, taken):
    epochs, rate = STAGES[stage]
    given, targets, _ = parts["train"]
    checked, wanted, _ = parts["validation"]
    steps = epochs * -(-len(targets) // BATCH)
    model.compile(
        keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(rate, steps),
            weight_decay=0.05,
        ),
        keras.losses.CategoricalCrossentropy(from_logits=True),
    )
    history = model.fit(
        [given[x] for x in taken],
        targets,
        BATCH,
        epochs,
        validation_data=([checked[x] for x in taken], wanted),
        verbose=0,
    ).history
    for key in ("loss", "val_loss"):
        print(key, *(f"{value:.3f}" for value in history[key]))


def _trunk(weights):
    """Returns a model from pixels to the last group's input and output."""
    model = _network("gap", weights)
    before, behind = _last_group(model)
    return keras.Model(
        model.input, {"last group": before, "new layers": behind}
    )


def _network(name, weights):
    config = configure("ferplus", [*SETTINGS, *NETWORKS[name]])
    labels = load_model(weights).layers[-1].labels
    model = classifier_from(config, labels)
    load_weights(model, str(weights))
    return model


def _last_group(model):
    """Returns the last group's symbolic input and output."""
    layers = [x for x in model.layers if x.name.startswith(LAST_GROUP)]
    return layers[0].input, layers[-1].output


def _run(trunk, batches, mirrored):
    with batches.reading():
        found = trunk.predict(Images(batches, mirrored), verbose=0)
    count = len(batches.faces)
    return {key: x[:count].astype("float16") for key, x in found.items()}


def _answers(args, part, stage):
    found = {}
    for name in NETWORKS:
        files = [args.runs / f"{name}-{seed}.npz" for seed in args.seeds]
        found[name] = np.stack(
            [np.load(file)[f"{part}, {stage}"] for file in files]
        )
    return found


if __name__ == "__main__":
    raise SystemExit(main())
