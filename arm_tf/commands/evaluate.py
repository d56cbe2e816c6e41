"""Measures a trained model on a split, one face at a time or many.

    python -m arm_tf.evaluate runs/fer2013
    python -m arm_tf.evaluate runs/fer2013 --data ~/fer2013 --split validation
    python -m arm_tf.evaluate ferplus --data ~/fer2013     # a shipped model

The answers do not depend on --batch-size, on the order of the faces or on
their neighbours (but for models trained with affinity=batch). `arm-tf
evaluate` is the same command.
"""

import pathlib

from arm_tf import pretrained
from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras
from arm_tf.errors import InputError, command_line


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    load_keras()
    from arm_tf import atomic_files
    from arm_tf.data.face_sets import check_some, relabel
    from arm_tf.data.prepare import prepare
    from arm_tf.evaluation import evaluate
    from arm_tf.models.parts import labels_of
    from arm_tf.training.runs import Run

    run = Run(pretrained.find_run(args.run))
    model = run.load_model()
    splits = prepare(run.config(), args.data or run.data())
    faces = getattr(splits, args.split)
    if faces is None:
        raise InputError(
            f"Expected a data set with a {args.split} part. Received: "
            f"{splits.layout}, which has none. Choose another --split."
        )
    check_some(faces, f"The {args.split} part")
    faces = relabel(faces, labels_of(model))
    report = evaluate.evaluate(
        model, faces, args.split, splits.train, args.batch_size
    )
    evaluate.add_challenge_score(report, run.config().dataset)
    print(evaluate.summary(report))
    if args.json:
        atomic_files.write_json(args.json, report)


def _arguments(argv):
    parser = Parser("evaluate", __doc__)
    parser.add_argument(
        "run",
        type=pathlib.Path,
        help="a run's folder, or a shipped model: "
        + ", ".join(pretrained.MODELS),
    )
    parser.add_argument(
        "--data", type=pathlib.Path, help="the data set (default: the run's)"
    )
    parser.add_argument(
        "--split",
        choices=("validation", "test"),
        default="test",
        help="the part to measure on (default: test)",
    )
    parser.add_argument(
        "--batch-size",
        type=int,
        default=64,
        metavar="N",
        help="faces at a time; changes speed alone (default: 64)",
    )
    parser.add_argument(
        "--json",
        type=pathlib.Path,
        metavar="FILE",
        help="write the report, as in a run's report.json",
    )
    args = parser.parse_args(argv)
    if args.batch_size < 1:
        raise InputError(
            "--batch-size must be 1 or more. "
            f"Received: --batch-size {args.batch_size}"
        )
    return args
