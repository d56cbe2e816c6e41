"""Trains an expression classifier.

    python train.py                                      # drawn faces
    python train.py folder --data ~/my_faces --from mobile
    python train.py fer2013 --data ~/fer2013 --run runs/first
    python train.py raf_db --data ~/raf-basic --run runs/short epochs=10
    python train.py --list fer2013                       # all settings

--from fine-tunes a trained model: its network, image size, grey and alignment
are taken, the new head is trained first, then everything.

A run that was interrupted continues when the same command is given again.
`arm-tf train` is the same command.
"""

import argparse
import pathlib
import sys

from arm_tf import pretrained
from arm_tf.commands.arguments import Parser, user_path
from arm_tf.commands.backend import load_keras
from arm_tf.config import PRESETS, Config, configure
from arm_tf.config.geometry import arm_warning
from arm_tf.config.parsing import table
from arm_tf.errors import command_line
from arm_tf.training import fine_tuning
from arm_tf.training.runs import Run


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
        "--from",
        dest="model",
        metavar="MODEL",
        help="fine-tune this model: "
        f"{', '.join(pretrained.MODELS)}, a run's folder or its .keras file",
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
    if args.model:
        config = fine_tuning.configure(args.preset, args.model, args.overrides)
    else:
        config = configure(args.preset, args.overrides)
    if args.list:
        print(table(args.preset, config))
        return
    run_training(args, config)


def run_training(args: argparse.Namespace, config: Config) -> None:
    """Loads the data, trains, and prints the report.

    Args:
        args: the command line's.
        config: the run's settings.
    """
    load_keras()
    from arm_tf.data.face_sets import fingerprint
    from arm_tf.data.prepare import prepare
    from arm_tf.data.readers import describe
    from arm_tf.evaluation import evaluate
    from arm_tf.training import devices
    from arm_tf.training.trainer import train

    devices.choose(config)  # before a folder remembers what cannot be had
    splits = prepare(config, args.data)
    if args.model:
        config = fine_tuning.fit_batch_size(
            config, len(splits.train), args.overrides
        )
    print(describe(splits))
    if warning := arm_warning(config):
        print(f"warning: {warning}", file=sys.stderr)
    run = Run(args.run or pathlib.Path("runs") / args.preset)
    run.start(config, args.data, fingerprint(splits.train))
    with run.locked():
        run.write_skipped(splits.skipped)
        report = train(config, splits, run)
    print(evaluate.summary(report))
    print(f"written to {run.path}")
