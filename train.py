"""Trains an expression classifier.

    python train.py                                      # drawn faces
    python train.py fer2013 --data ~/fer2013 --run runs/first
    python train.py raf_db --data ~/raf-basic --run runs/short epochs=10

Settings are given as name=value; arm_tf/config.py lists them. A run that was
interrupted continues when the same command is given again.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # silence before the import

from arm_tf.config import PRESETS, configure  # noqa: E402
from arm_tf.errors import command_line  # noqa: E402


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "preset",
        nargs="?",
        default="synthetic",
        help=f"one of {', '.join(PRESETS)} (default: synthetic)",
    )
    parser.add_argument("overrides", nargs="*", metavar="name=value")
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--run", type=pathlib.Path)
    args = parser.parse_intermixed_args(argv)
    if "=" in args.preset:  # python train.py epochs=3
        args.overrides.insert(0, args.preset)
        args.preset = "synthetic"
    run_training(
        configure(args.preset, args.overrides),
        args.data,
        args.run or pathlib.Path("runs") / args.preset,
    )


def run_training(config, data, path):
    """Reads the data, trains, and prints the report.

    Args:
        config: `arm_tf.config.Config`.
        data: path of the data set, or None for the synthetic one.
        path: the run's folder.
    """
    from arm_tf import evaluate
    from arm_tf.data.faces import fingerprint
    from arm_tf.data.prepare import prepare
    from arm_tf.data.sets import describe
    from arm_tf.runs import Run
    from arm_tf.training import devices
    from arm_tf.training.trainer import train

    devices.choose(config)  # before a folder remembers what cannot be had
    splits = prepare(config, data)
    print(describe(splits))
    run = Run(path)
    run.start(config, data, fingerprint(splits.train))
    with run.alone():
        run.write_skipped(splits.skipped)
        report = train(config, splits, run)
    print(evaluate.summary(report))
    print(f"written to {path}")


if __name__ == "__main__":
    raise SystemExit(main())
