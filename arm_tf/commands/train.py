"""Trains an expression classifier.

    python train.py                                      # drawn faces
    python train.py fer2013 --data ~/fer2013 --run runs/first
    python train.py raf_db --data ~/raf-basic --run runs/short epochs=10
    python train.py --list fer2013                       # all settings

A run that was interrupted continues when the same command is given again.
`arm-tf train` is the same command.
"""

import pathlib

from arm_tf.commands.arguments import Parser, user_path
from arm_tf.commands.backend import load_keras
from arm_tf.config import PRESETS, Config, configure
from arm_tf.config.parsing import table
from arm_tf.errors import command_line


@command_line(resumes=True)
def main(argv=None):
    """Runs the command line."""
    parser = Parser("train", __doc__)
    parser.add_argument(
        "preset",
        nargs="?",
        default="synthetic",
        help=f"one of {', '.join(PRESETS)} (default: synthetic)",
    )
    parser.add_argument(
        "overrides",
        nargs="*",
        metavar="name=value",
        help="settings that differ from the preset's",
    )
    parser.add_argument(
        "--data", type=user_path, help="where the data set lies"
    )
    parser.add_argument(
        "--run",
        type=user_path,
        help="the run's folder (default: runs/ and the preset's name)",
    )
    parser.add_argument(
        "--list",
        action="store_true",
        help="show all settings of the preset, and do nothing else",
    )
    args = parser.parse_intermixed_args(argv)
    if "=" in args.preset:  # python train.py epochs=3
        args.overrides.insert(0, args.preset)
        args.preset = "synthetic"
    config = configure(args.preset, args.overrides)
    if args.list:
        print(table(args.preset, args.overrides))
        return
    run_training(
        config, args.data, args.run or pathlib.Path("runs") / args.preset
    )


def run_training(
    config: Config, data: pathlib.Path | None, path: pathlib.Path
) -> None:
    """Reads the data, trains, and prints the report.

    Args:
        config: the run's settings.
        data: path of the data set, or None for the synthetic one.
        path: the run's folder.
    """
    load_keras()
    from arm_tf.data.face_sets import fingerprint
    from arm_tf.data.prepare import prepare
    from arm_tf.data.readers import describe
    from arm_tf.evaluation import evaluate
    from arm_tf.training import devices
    from arm_tf.training.runs import Run
    from arm_tf.training.trainer import train

    devices.choose(config)  # before a folder remembers what cannot be had
    splits = prepare(config, data)
    print(describe(splits))
    run = Run(path)
    run.start(config, data, fingerprint(splits.train))
    with run.locked():
        run.write_skipped(splits.skipped)
        report = train(config, splits, run)
    print(evaluate.summary(report))
    print(f"written to {path}")
