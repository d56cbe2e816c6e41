"""Evaluates a trained model on a split of a data set.

    arm-tf evaluate runs/fer2013
    arm-tf evaluate runs/fer2013 --data ~/fer2013 --split validation
    arm-tf evaluate ferplus --data ~/fer2013     # a bundled model
    arm-tf evaluate ferplus --preset folder --data ~/my_faces

--preset evaluates a model on another data set, whose classes it must know. A
data set without splits is evaluated as a whole.

--predictions writes a row for each face, and next to it two pictures: the worst
errors (..._errors.png) and the reliability diagram (..._reliability.png).
--groups takes a csv file with the columns `face` (as --predictions names them)
and `group`, and prints the figures of each group.

Predictions do not depend on --batch-size, on the order of the faces or on their
neighbours (except for models trained with affinity=batch).
`python -m arm_tf.evaluate` is the same command.
"""

import dataclasses

from arm_tf import pretrained
from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras
from arm_tf.config.settings import DATASETS
from arm_tf.errors import InputError, command_line


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    load_keras()
    from arm_tf.data.face_sets import check_some, relabel
    from arm_tf.data.prepare import evaluation_split, prepare
    from arm_tf.evaluation import evaluate, groups, predictions
    from arm_tf.evaluation.calibration import softmax
    from arm_tf.files import atomic_files, model_files
    from arm_tf.models.parts import KerasClassifier
    from arm_tf.training.runs import Run

    run = Run(pretrained.find_run(args.run))
    inputs = [run.file("config.json"), run.file("model.keras")]
    inputs += [args.groups] if args.groups else []
    outputs = {"--json": args.json, "--predictions": args.predictions}
    atomic_files.check_outputs(outputs, inputs)
    classifier, config = KerasClassifier(run.load_model()), run.config()
    if args.preset:
        config = dataclasses.replace(
            config, dataset=args.preset, folds=0, fold=0
        )
    try:
        splits = prepare(config, args.data or run.data())
    except InputError as error:
        if args.preset or not model_files.is_bundled(args.run):
            raise
        raise InputError(
            f"{error} For class folders of your own, add --preset folder."
        ) from None
    split, faces, training = evaluation_split(splits, args.split, run)
    check_some(faces, f"The {split} part")
    faces = relabel(faces, classifier.class_names)
    names = predictions.names_of(faces)
    found = groups.read(args.groups, names) if args.groups else None
    size = args.batch_size
    logits = evaluate.predict(classifier.network, faces, size)
    report = evaluate.evaluate(classifier, faces, split, training, size, logits)
    score = evaluate.challenge_score(report, config.dataset)
    report = dataclasses.replace(report, challenge_score=score)
    print(evaluate.summary(report))
    if found is not None:
        shares = softmax(logits)
        by_group = groups.report(shares, faces.classes, found)
        report = dataclasses.replace(report, groups=by_group)
        print(groups.summary(by_group))
    if args.predictions:
        predictions.write(args.predictions, faces, softmax(logits))
        predictions.draw(args.predictions, faces, logits, report.temperature)
    if args.json:
        atomic_files.write_json(args.json, report.to_dict())


def _arguments(argv):
    parser = Parser("evaluate", __doc__)
    models = ", ".join(pretrained.MODELS)
    parser.add_path("run", f"a run's folder, or a bundled model: {models}")
    parser.add_path("--data", "the data set (default: the run's)")
    parser.add_argument(
        "--preset",
        choices=DATASETS,
        help="layout of --data (default: that of the run's data set)",
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
    parser.add_path(
        "--json", "write the report, as in a run's report.json", "FILE"
    )
    parser.add_path(
        "--predictions", "write what was predicted for each face", "FILE.csv"
    )
    parser.add_path(
        "--groups", "print the figures of each group of faces", "FILE.csv"
    )
    args = parser.parse_args(argv)
    if args.batch_size < 1:
        raise InputError(
            "--batch-size must be 1 or more. "
            f"Received: --batch-size {args.batch_size}"
        )
    return args
