"""Measures accuracy on covered faces, for several runs.

    python -m benchmarks.occlusion runs/gap-* runs/arm-* runs/llam-*
    python -m benchmarks.occlusion RUN ... --picture occlusion.png
    python -m benchmarks.occlusion RUN ... --data PATH --split test --csv FILE

Prints a table in Markdown: a row per kind of network (runs that differ only in
the seed share a row: mean and standard deviation of their accuracies in
percent), a column per occlusion. --picture plots it, as a png. All runs see
the same occlusions, generated from --seed. The runs must have been trained on
the same data set.

Occlusions, filled with grey noise (see covered_faces.py):

    10 % ... 40 %   one rectangle of this area, at a random place
    sunglasses      two dark lenses and a bridge over the eyes
    mask            a light shape over nose, mouth and chin

The last two assume an upright face that fills the picture, as in FER2013.
"""

import dataclasses
import pathlib

import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.config import Config
from arm_tf.data.face_sets import check_some, relabel
from arm_tf.data.prepare import prepare
from arm_tf.errors import InputError, command_line
from arm_tf.evaluation import evaluate
from arm_tf.files import atomic_files, model_files
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from benchmarks.covered_faces import OCCLUSIONS, CoveredImages
from benchmarks.occlusion_picture import draw_picture


def accuracies(model, faces, seed, batch_size=64):
    """Returns a model's accuracy under each occlusion.

    Args:
        model: an arm_tf classifier.
        faces: `FaceSet` with the model's labels.
        seed: int.
        batch_size: int.

    Returns:
        Dict of floats by the name of the occlusion.
    """
    found = {}
    for name in OCCLUSIONS:
        covered = CoveredImages(faces.images, name, seed)
        logits = evaluate.predict(
            model, dataclasses.replace(faces, images=covered), batch_size
        )
        found[name] = float((logits.argmax(axis=1) == faces.classes).mean())
    return found


def network(config):
    """Returns a network's name in the table."""
    parts = [config.attention] if config.attention != "none" else []
    if config.head != "gap":
        usual = config.affinity == Config.affinity
        parts.append(config.head + ("" if usual else f" {config.affinity}"))
    return " + ".join(parts) or "gap"


def by_network(rows):
    """Returns a dict from a network's name to its accuracies in percent.

    Args:
        rows: list of `(network, accuracies)`, one per run.

    Returns:
        Float `(runs, occlusions)` by name, in the order of `rows`.
    """
    found = {}
    for name, accuracy in rows:
        values = [100 * accuracy[occlusion] for occlusion in OCCLUSIONS]
        found.setdefault(name, []).append(values)
    return {name: np.array(values) for name, values in found.items()}


def table(found):
    """Returns the lines of a Markdown table.

    Args:
        found: what `by_network` returns.
    """
    lines = [
        "| " + " | ".join(["Network", "Runs", *OCCLUSIONS]) + " |",
        "|---|" + "---:|" * (1 + len(OCCLUSIONS)),
    ]
    for name, values in found.items():
        cells = [name, str(len(values)), *map(_cell, values.T)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _cell(values):
    if len(values) == 1:
        return f"{values[0]:.2f}"
    return f"{np.mean(values):.2f} ± {np.std(values, ddof=1):.2f}"


def check_alike(configs):
    """Raises `InputError` if runs differ in more than their network."""
    free = dict(seed=0, head="", affinity="", attention="")
    first, *others = (
        {**dataclasses.asdict(config), **free} for config in configs
    )
    for other in others:
        changed = [name for name in first if first[name] != other[name]]
        if changed:
            raise InputError(
                "Expected runs of one recipe, which differ in head, attention "
                f"and seed alone. Received: others in {', '.join(changed)}. "
                "Compare them apart."
            )


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("runs", nargs="+", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument(
        "--split", choices=("validation", "test"), default="test"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--csv", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--picture", type=pathlib.Path, metavar="FILE")
    args = parser.parse_args(argv)
    runs = [Run(model_files.find_run(path)) for path in args.runs]
    configs = [run.config() for run in runs]
    check_alike(configs)
    splits = prepare(configs[0], args.data or runs[0].data())
    faces = getattr(splits, args.split)
    check_some(faces, f"The {args.split} part")
    rows = []
    for run, config in zip(runs, configs, strict=True):
        model = run.load_model()
        judged = relabel(faces, KerasClassifier(model).class_names)
        rows.append((network(config), accuracies(model, judged, args.seed)))
        print(f"{run.path}: {rows[-1][1]['none']:.4f} uncovered", flush=True)
    title = f"{args.split}, {len(faces):,} faces: accuracy in %, mean and "
    title += "standard deviation over the runs"
    found = by_network(rows)
    print("\n".join([title, "", *table(found)]))
    if args.csv:
        write_csv(args.csv, args.runs, rows)
    if args.picture:
        draw_picture(found, title, args.picture)


def write_csv(path, runs, rows):
    """Writes a row per run: its folder, network and accuracies."""
    table = [["run", "network", *OCCLUSIONS]]
    for run, (name, found) in zip(runs, rows, strict=True):
        table.append([run, name, *found.values()])
    atomic_files.write_csv(path, table)


if __name__ == "__main__":
    raise SystemExit(main())
