"""Makes a trained run's model small enough to give away, as a `.keras` file.

    python export/to_keras.py runs/ferplus

OUT (`pretrained/` and the data set's name, unless given) becomes a run's folder
without what only training needs: model.keras with its kernels in float16,
config.json, and report.json, the rounded model's figures on the test part. A
model that answers differently on more than 0.5 % of the faces is not written,
and the exit code is 1.
"""

import argparse
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # silence before the import
if not __package__:  # Run as a script: its folder is on the path.
    sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from arm_tf import evaluate, files, pretrained  # noqa: E402
from arm_tf.data.faces import check_some, fingerprint, relabel  # noqa: E402
from arm_tf.data.prepare import prepare  # noqa: E402
from arm_tf.errors import CheckFailed, command_line  # noqa: E402
from arm_tf.models.classifier import labels_of  # noqa: E402
from arm_tf.runs import Run, load_model  # noqa: E402
from export.half import halve  # noqa: E402
from export.ship import make_folder  # noqa: E402

AGREEMENT = 0.995  # share of the faces with the same top label as before


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path)
    args = parser.parse_args(argv)
    run = Run(args.run)
    config = run.config()
    model = run.load_model()
    given = Run(args.out or pretrained.FOLDER / config.dataset)
    make_folder(given.path)
    splits = prepare(config, args.data or run.data())
    check_some(splits.test, "The test part")
    with files.replacing(given.file("model.keras")) as temporary:
        halve(run.file("model.keras"), temporary)
        rounded = load_model(temporary)
        test = relabel(splits.test, labels_of(model))
        _check(model, rounded, test)
        report = evaluate.evaluate(rounded, test, "test", splits.train)
    given.write_config(config, None, fingerprint(splits.train))
    files.write_json(given.file("report.json"), report)
    print(evaluate.summary(report))
    print(f"written to {given.path}")


def _check(model, rounded, faces):
    """Raises `CheckFailed` where rounding changed too many answers."""
    before, after = (
        evaluate.predict(m, faces, batch_size=64).argmax(axis=1)
        for m in (model, rounded)
    )
    agreement = float((before == after).mean())
    print(f"float16 kernels: same answer on {agreement:.2%} of the test faces")
    if agreement < AGREEMENT:
        raise CheckFailed(
            f"Expected the same answer on {AGREEMENT:.1%} of the test faces "
            f"after rounding. Received: {agreement:.2%}. Ship the float32 file."
        )


if __name__ == "__main__":
    raise SystemExit(main())
