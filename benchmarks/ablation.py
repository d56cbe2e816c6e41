"""Compares training runs face by face: ARM, alternatives, the recipe.

    python -m benchmarks.ablation --data PATH
    python -m benchmarks.ablation epochs=5 --data PATH --networks gap arm-ema
    python -m benchmarks.ablation --data PATH --preset ferplus width=1 epochs=60
    python -m benchmarks.ablation epochs=5 --data PATH --against arm-ema \\
        --networks arm-ema mixup no-averaging --seeds 0 1

Trains every network with every seed (under runs/ablation; finished runs are
kept, interrupted ones resume), then prints mean and standard deviation of the
accuracy on the test faces (or with `--split validation` on those), and the
comparisons with the networks given to `--against`: the mean difference over the
seeds with its 95 % bootstrap interval (resampling faces), and McNemar's test
for every seed. If `aligned` is one of the networks, all are evaluated both on
unaligned and on aligned faces.

The predictions of `arm-batch`, the original's affinity, depend on the batch. It
is evaluated on batches of 64 sorted by class, as in the original's test lists,
on shuffled batches, and on single faces.
"""

import dataclasses
import pathlib
import subprocess
import sys

import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.config import configure
from arm_tf.data.face_sets import check_some
from arm_tf.data.prepare import prepare
from arm_tf.errors import CheckFailed, command_line
from arm_tf.evaluation import evaluate, significance
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run

ROOT = pathlib.Path(__file__).resolve().parents[1]
NETWORKS = {  # name -> settings of `train.py`
    "gap": ("head=gap",),
    "flatten": ("head=flatten",),
    "arm-none": ("head=arm", "affinity=none"),
    "arm-ema": ("head=arm", "affinity=ema"),
    "arm-batch": ("head=arm", "affinity=batch"),
    "conv": ("head=conv",),  # ARM's number of parameters, as a control
    "llam": ("head=gap", "attention=llam"),
    "llam+arm": ("head=arm", "affinity=ema", "attention=llam"),
    # arm-ema with one part of the recipe changed
    "majority": ("targets=majority",),
    "no-augmentation": ("augmentation=none",),
    "strong-augmentation": ("augmentation=strong",),
    "mixup": ("mixup=0.2",),
    "cutmix": ("cutmix=1",),
    "no-averaging": ("weight_ema=0",),
    # every face aligned by its eyes, nose and mouth, or unaligned
    "aligned": ("aligned=true",),
    "uncut": ("aligned=false",),
}
HEADS = ("gap", "flatten", "arm-none", "arm-ema", "arm-batch")
BATCH = 64
RESAMPLES = 10_000


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("settings", nargs="*", metavar="name=value")
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--preset", default="fer2013")
    parser.add_argument(
        "--networks", nargs="+", choices=NETWORKS, default=HEADS
    )
    parser.add_argument(
        "--against", nargs="+", choices=NETWORKS, default=("gap", "flatten")
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=(0, 1, 2))
    parser.add_argument(
        "--runs", type=pathlib.Path, default=pathlib.Path("runs/ablation")
    )
    parser.add_argument(
        "--split", choices=("validation", "test"), default="test"
    )
    args = parser.parse_intermixed_args(argv)
    config = configure(args.preset, args.settings)
    for seed in args.seeds:  # seed by seed, so that partial results are useful
        for name in args.networks:
            train(args, name, seed)
    cuts = {"": config.aligned}
    if "aligned" in args.networks:
        cuts = {"": False, ", cut faces": True}
    answers = {}
    for suffix, aligned in cuts.items():
        judged = dataclasses.replace(config, aligned=aligned)
        faces = getattr(prepare(judged, args.data), args.split)
        check_some(faces, f"The {args.split} part")
        for name in args.networks:
            runs = [Run(folder(args.runs, name, seed)) for seed in args.seeds]
            models = [uncalibrated(run) for run in runs]
            for row, found in judge(name, models, faces).items():
                answers[row + suffix] = found
    print("\n".join(table(answers, args.against)))


def folder(runs, name, seed):
    """Returns the path of a run."""
    return runs / f"{name}-{seed}"


def train(args, name, seed):
    """Trains a network, unless that is done already.

    Raises:
        CheckFailed: training failed, and has printed the error.
    """
    path = folder(args.runs, name, seed)
    if (path / "report.json").is_file():
        return
    print(f"{name}, seed {seed}", flush=True)
    command = [sys.executable, str(ROOT / "train.py"), args.preset]
    command += ["--run", str(path), *args.settings, *NETWORKS[name]]
    command += [f"seed={seed}"]
    if args.data:
        command += ["--data", str(args.data)]
    code = subprocess.run(command, check=False).returncode
    if code:
        raise CheckFailed(
            f"Expected {path} to be trained. Received: exit code {code} of "
            f"{' '.join(command[1:])}. See above; the same command continues."
        )


def uncalibrated(run):
    """Returns a run's model without its calibration.

    Class priors are fitted to each run by itself, and trade accuracy for the
    recall of rare classes.
    """
    classifier = KerasClassifier(run.load_model())
    classifier.calibrate()
    return classifier.network


def judge(name, models, test):
    """Returns which predictions are correct, by row name.

    Args:
        name: key of `NETWORKS`.
        models: list of classifiers, one per seed.
        test: `FaceSet`.

    Returns:
        Dict of bool `(seeds, faces)`, in the order of the test faces.
    """
    if name != "arm-batch":
        return {name: right(models, test, np.arange(len(test)), BATCH)}
    order = np.argsort(test.classes, kind="stable")
    shuffled = np.random.default_rng(0).permutation(len(test))
    return {
        "arm-batch, sorted by class": right(models, test, order, BATCH),
        "arm-batch, shuffled": right(models, test, shuffled, BATCH),
        "arm-batch, one by one": right(models, test, order, 1),
    }


def right(models, test, order, batch_size):
    """Returns bool `(models, faces)`: which predictions are correct.

    Args:
        models: list of classifiers.
        test: `FaceSet`.
        order: int `(faces,)`, the order in which the models get the faces.
        batch_size: int.
    """
    given = test.take(order)
    found = np.zeros((len(models), len(test)), bool)
    for row, model in enumerate(models):
        logits = evaluate.predict(model, given, batch_size)
        found[row, order] = logits.argmax(axis=1) == given.classes
    return found


def table(answers, rivals):
    """Returns the lines of the tables of accuracies and of comparisons.

    Args:
        answers: dict of bool `(seeds, faces)` by name.
        rivals: names of the networks to compare all others with.
    """
    width = max(map(len, answers)) + 2
    lines = ["accuracy in %, mean ± standard deviation over seeds"]
    for name, found in answers.items():
        scores = 100 * found.mean(axis=1)
        each = ", ".join(f"{score:.2f}" for score in scores)
        spread = f"± {scores.std(ddof=1):4.2f}" if len(scores) > 1 else ""
        lines.append(f"{name:{width}}{scores.mean():6.2f} {spread}  ({each})")
    for ours in answers:
        for rival in rivals:
            if rival in answers and ours not in rivals:
                lines.append(_comparison(ours, rival, answers))
    return lines


def _comparison(ours, rival, answers):
    first, second = answers[ours], answers[rival]
    low, high = difference_interval(first, second)
    values = ", ".join(
        f"{significance.mcnemar(a, b):.3f}"
        for a, b in zip(first, second, strict=True)
    )
    return (
        f"{ours} - {rival}: {100 * (first.mean() - second.mean()):+.2f} points"
        f" (95 %: {100 * low:+.2f} to {100 * high:+.2f});"
        f" McNemar p by seed {values}"
    )


def difference_interval(first, second):
    """Returns the 95 % interval of a mean difference in accuracy.

    A bootstrap over faces, not predictions: those of several seeds for one face
    are not independent.

    Args:
        first: bool `(seeds, faces)`.
        second: bool `(seeds, faces)`, the same faces.

    Returns:
        `(low, high)`, floats in [-1, 1].
    """
    # Each face changes the mean by one of a few values; counting is enough.
    moves = first.mean(axis=0) - second.mean(axis=0)
    values, counts = np.unique(moves.round(9), return_counts=True)
    drawn = np.random.default_rng(0).multinomial(
        len(moves), counts / len(moves), RESAMPLES
    )
    low, high = np.quantile(drawn @ values / len(moves), (0.025, 0.975))
    return float(low), float(high)


if __name__ == "__main__":
    raise SystemExit(main())
