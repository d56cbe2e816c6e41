"""Turns a trained run into a file for phones, and proves that it is one.

    python export/to_tflite.py                             # the newest run
    python export/to_tflite.py runs/fer2013 --qat-epochs 3
    python export/to_tflite.py runs/fer2013 --precision float16 --out phone

OUT (RUN/tflite unless given) gets model.tflite with metadata and labels,
model.json, report.json and golden.json. A file that loses more than half a
point of accuracy, or answers differently on more than 3 % of the held-out
faces, is written as model.rejected.tflite only, and the exit code is 1.
"""

import argparse
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # silence before the import
if not __package__:  # Run as a script: its folder is on the path.
    sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from arm_tf.errors import InputError, command_line  # noqa: E402

PRECISIONS = ("int8", "float16", "float32")
QAT_EPOCHS = 2


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", nargs="?", type=pathlib.Path)
    parser.add_argument("--precision", choices=PRECISIONS, default="int8")
    parser.add_argument(
        "--qat-epochs",
        type=int,
        metavar="N",
        help=f"int8: fine-tune for N epochs with rounding (default "
        f"{QAT_EPOCHS}; 0: quantize after training)",
    )
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path)
    args = parser.parse_args(argv)
    if args.qat_epochs is not None and args.precision != "int8":
        raise InputError(
            "--qat-epochs goes with --precision int8. Received: --precision "
            f"{args.precision}. Leave one of them out."
        )
    epochs = QAT_EPOCHS if args.qat_epochs is None else args.qat_epochs
    if epochs < 0:
        raise InputError(
            f"--qat-epochs must be 0 or more. Received: --qat-epochs {epochs}"
        )
    from arm_tf import runs
    from export.ship import ship

    run = runs.Run(args.run) if args.run else runs.newest()
    out = args.out or run.path / "tflite"
    ship(run, args.precision, epochs, args.data, out)
    print(f"written to {out}")


if __name__ == "__main__":
    raise SystemExit(main())
