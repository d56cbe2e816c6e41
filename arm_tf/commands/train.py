"""Trains an expression classifier.

    arm-tf train                                      # drawn faces
    arm-tf train folder --data ~/my_faces --from mobile
    arm-tf train fer2013 --data ~/fer2013 --run runs/first
    arm-tf train raf_db --data ~/raf-basic --run runs/short epochs=10
    arm-tf train folder --data ~/my_faces --from mobile folds=5
    arm-tf train ferplus --data ~/fer2013 --recipe ferplus_128
    arm-tf train --list fer2013                       # settings, recipes

--from fine-tunes a trained model: it keeps the model's network, image size,
grayscale and alignment, and trains the new head first, then the whole network.
--recipe repeats a training run whose result is known, and those that it starts
from. --config takes the settings of another run.

A run that was interrupted continues when the same command is given again.
`python train.py` is the same command.
"""

import argparse
import dataclasses
import pathlib
import sys
from typing import TYPE_CHECKING

from arm_tf import pretrained
from arm_tf.commands.arguments import Parser, user_path
from arm_tf.commands.backend import load_keras
from arm_tf.config import PRESETS, Config, configure, parsing, recipes
from arm_tf.config.geometry import arm_warning
from arm_tf.errors import InputError, command_line
from arm_tf.training import fine_tuning
from arm_tf.training.runs import Run

if TYPE_CHECKING:  # It needs NumPy.
    from arm_tf.evaluation.metrics import Report


@command_line(resumes=True)
def main(argv=None):
    """Runs the command line."""
    args = _parse(argv)
    trainings = _trainings(args)
    if args.list:
        print(parsing.table(args.preset, trainings[-1][0]))
        if known := recipes.table(args.preset):
            print(f"\nrecipes of {args.preset}\n{known}")
        return
    for config, path in trainings:
        if config.folds and not config.fold:
            cross_validate(args, config, path)
        else:
            run_training(args, config, path)


def _parse(argv):
    parser = Parser("train", __doc__)
    parser.add_argument(
        "preset",
        nargs="?",
        help=f"one of {', '.join(PRESETS)} (default: synthetic)",
    )
    parser.add_argument(
        "overrides",
        nargs="*",
        metavar="name=value",
        help="settings that differ from the preset's",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--from",
        dest="model",
        metavar="MODEL",
        help="fine-tune this model: "
        f"{', '.join(pretrained.MODELS)}, a run's folder or its .keras file",
    )
    source.add_argument(
        "--recipe", metavar="NAME", help="repeat this training; see --list"
    )
    source.add_argument(
        "--config",
        type=user_path,
        metavar="FILE",
        help="take the settings of this config.json, or of a run's folder",
    )
    parser.add_path("--data", "path of the data set")
    parser.add_path(
        "--run",
        "the run's folder (default: runs/ and the preset's name, or the "
        "recipe's)",
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="show all settings of the preset and its recipes, and do nothing "
        "else",
    )
    args = parser.parse_intermixed_args(argv)
    if args.preset and "=" in args.preset:  # python train.py epochs=3
        args.overrides.insert(0, args.preset)
        args.preset = None
    if not args.preset and not args.config:
        args.preset = "synthetic"
    return args


def _trainings(args):
    """Returns the settings and folder of each training run, in order."""
    if args.recipe:
        return _steps(args, args.run or pathlib.Path("runs") / args.recipe)
    if args.config:
        config = _from_file(args)
    elif args.model:
        config = fine_tuning.configure(args.preset, args.model, args.overrides)
    else:
        config = configure(args.preset, args.overrides)
    return [(config, args.run or pathlib.Path("runs") / args.preset)]


def _steps(args, path):
    """Returns the runs of a recipe: those it starts from, then its own."""
    *before, last = recipes.find(args.preset, args.recipe).steps()
    if before and any(text.startswith("fold") for text in args.overrides):
        raise InputError(
            f"The recipe {last.name} starts from {before[-1].name}, which has "
            "seen the faces of every fold. Received: folds= with --recipe. "
            "Leave one of them out."
        )
    runs = [(recipe, path.parent / recipe.name) for recipe in before]
    return [
        (recipe.config(path.parent, args.overrides), folder)
        for recipe, folder in [*runs, (last, path)]
    ]


def _from_file(args):
    """Returns the settings of another run; its data set is the preset."""
    file = args.config
    named = file.name == "config.json"
    folder = file.parent if named else pretrained.find_run(file)
    config = Run(folder).config()
    if args.preset not in (None, config.dataset):
        raise InputError(
            f"Expected settings for {args.preset}. Received: --config {file}, "
            f"of a run on {config.dataset}. Leave {args.preset} out."
        )
    args.preset = config.dataset
    args.data = args.data or Run(folder).data()
    return parsing.apply(config, args.overrides)


def cross_validate(
    args: argparse.Namespace, config: Config, path: pathlib.Path
) -> None:
    """Trains once per fold, in `path/fold1` and so on, and summarizes.

    Takes the arguments of `run_training`. Writes `path/folds.json`.
    """
    load_keras()
    import keras

    from arm_tf.evaluation import cross_validation
    from arm_tf.files import atomic_files

    reports = []
    for fold in range(1, config.folds + 1):
        keras.utils.clear_session()  # Otherwise graphs accumulate in memory.
        part = dataclasses.replace(config, fold=fold)
        reports.append(run_training(args, part, path / f"fold{fold}"))
    summary = cross_validation.summarize(reports)
    atomic_files.write_json(path / "folds.json", summary)
    print(cross_validation.table(summary))
    print(f"written to {path / 'folds.json'}")


def run_training(
    args: argparse.Namespace, config: Config, path: pathlib.Path
) -> "Report":
    """Loads the data, trains in `path`, and prints and returns the report."""
    load_keras()
    from arm_tf.data.face_sets import fingerprint
    from arm_tf.data.prepare import prepare
    from arm_tf.data.readers import describe
    from arm_tf.evaluation import evaluate
    from arm_tf.training import devices
    from arm_tf.training.trainer import train

    devices.choose(config)  # before the folder stores settings that cannot work
    splits = prepare(config, args.data)
    if args.model:
        config = fine_tuning.fit_batch_size(
            config, len(splits.train), args.overrides
        )
    print(describe(splits))
    if warning := arm_warning(config):
        print(f"warning: {warning}", file=sys.stderr)
    run = Run(path)
    run.start(config, args.data, fingerprint(splits.train))
    with run.locked():
        run.write_skipped(splits.skipped)
        report = train(config, splits, run)
    print(evaluate.summary(report))
    print(f"written to {run.path}")
    return report
