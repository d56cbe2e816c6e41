"""Makes a trained run's model small enough to share, as a `.keras` file.

    python export/to_keras.py runs/ferplus

OUT (the bundled models' folder and the data set's name, unless given) becomes a
run's folder without the files that only training needs: model.keras with
float16 kernels, config.json, and report.json with the rounded model's figures
on the test split. A model that predicts other labels for more than 0.5 % of the
faces is not written, and the exit code is 1.
"""

from arm_tf import pretrained
from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras
from arm_tf.errors import CheckFailed, InputError, command_line

AGREEMENT = 0.995  # share of the faces with the same top label as before


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("to-keras", __doc__)
    parser.add_path("run", "a run's folder")
    parser.add_path("--data", "the data set (default: the run's)")
    parser.add_path("--out", "the folder to write to")
    args = parser.parse_args(argv)
    load_keras()
    from arm_tf.data.face_sets import check_some, fingerprint, relabel
    from arm_tf.data.prepare import evaluation_split, prepare
    from arm_tf.evaluation import evaluate
    from arm_tf.files import atomic_files
    from arm_tf.models.keras_files import halve
    from arm_tf.models.loading import load_model
    from arm_tf.models.parts import KerasClassifier
    from arm_tf.training.runs import Run

    run = Run(args.run)
    config = run.config()
    model = run.load_model()
    given = Run(args.out or pretrained.FOLDER / config.dataset)
    _check_target(run.path, given.path)
    atomic_files.make_folder(given.path)
    splits = prepare(config, args.data or run.data())
    split, test, training = evaluation_split(splits, "test", run)
    check_some(test, f"The {split} part")
    with atomic_files.replacing(given.file("model.keras")) as temporary:
        halve(run.file("model.keras"), temporary)
        rounded = KerasClassifier(load_model(temporary))
        test = relabel(test, rounded.class_names)
        _check(model, rounded.network, test)
        report = evaluate.evaluate(rounded, test, split, training)
    given.write_config(config, None, fingerprint(splits.train))
    atomic_files.write_json(given.file("report.json"), report.to_dict())
    print(evaluate.summary(report))
    print(f"written to {given.path}")


def _check_target(run, out):
    """Raises `InputError` if the run's float32 model would be overwritten."""
    if out.resolve() == run.resolve():
        raise InputError(
            "Expected another folder for --out than the run's own, whose "
            f"model would be overwritten by its rounded copy. Received: {out}. "
            "Choose another."
        )


def _check(model, rounded, faces):
    """Raises `CheckFailed` if rounding changed too many predictions."""
    from arm_tf.evaluation import evaluate

    before, after = (
        evaluate.predict(m, faces, batch_size=64).argmax(axis=1)
        for m in (model, rounded)
    )
    agreement = float((before == after).mean())
    print(f"float16 kernels: same label on {agreement:.2%} of the test faces")
    if agreement < AGREEMENT:
        raise CheckFailed(
            f"Expected the same label on {AGREEMENT:.1%} of the test faces "
            f"after rounding. Received: {agreement:.2%}. Ship the float32 file."
        )
