"""Exports a trained run to a .tflite file for phones, and verifies it.

    arm-tf export                                          # the newest run
    arm-tf export runs/fer2013 --qat-epochs 3
    arm-tf export runs/fer2013 --precision float16 --out phone

OUT (RUN/tflite unless given) gets model.tflite with metadata and labels,
model.json, report.json and golden.json. A file that loses more than half a
point of accuracy, or predicts other labels for more than 3 % of the held-out
faces, is written as model.rejected.tflite only, and the exit code is 1.

For int8 and int4, the model is fine-tuned first: quantization-aware training
(QAT), with the float model as teacher. On validation faces the file is compared
with that of post-training quantization (PTQ), which is kept only if it is
significantly better. --qat-epochs 0 skips fine-tuning. `python
export/to_tflite.py` is the same command.
"""

from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras, require_tensorflow
from arm_tf.errors import InputError, command_line
from arm_tf.tflite import PRECISIONS, WEIGHT_BITS

QAT_EPOCHS = 2


@command_line(resumes=True)
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    load_keras()
    require_tensorflow("Export")
    from arm_tf.tflite.ship import ship
    from arm_tf.training import runs

    run = runs.Run(args.run) if args.run else runs.newest()
    out = args.out or run.path / "tflite"
    ship(run, args.precision, args.qat_epochs, args.data, out)
    print(f"written to {out}")


def _arguments(argv):
    parser = Parser("export", __doc__)
    parser.add_path(
        "run", "a run's folder (default: the newest under runs/)", nargs="?"
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="int8",
        help="precision of weights and arithmetic (default: int8); int4 is "
        "int8 with 4-bit weights",
    )
    parser.add_argument(
        "--qat-epochs",
        type=int,
        metavar="N",
        help="int8, int4: epochs of quantization-aware training (default "
        f"{QAT_EPOCHS}; 0: post-training quantization)",
    )
    parser.add_path("--data", "the data set (default: the run's)")
    parser.add_path("--out", "the folder to write to")
    args = parser.parse_args(argv)
    if args.qat_epochs is not None and args.precision not in WEIGHT_BITS:
        raise InputError(
            "--qat-epochs goes with --precision int8 or int4. Received: "
            f"--precision {args.precision}. Leave one of them out."
        )
    if args.qat_epochs is None:
        args.qat_epochs = QAT_EPOCHS
    if args.qat_epochs < 0:
        raise InputError(
            "--qat-epochs must be 0 or more. Received: --qat-epochs "
            f"{args.qat_epochs}"
        )
    return args
