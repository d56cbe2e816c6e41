"""Accuracy and mean recall by how much of the class priors is subtracted.

    python -m benchmarks.class_priors ferplus mobile --data PATH

Prints them for validation and test faces, for shares of the classes' log
frequencies from 0 to 0.5, and the share of each model.
"""

import pathlib

from arm_tf.commands.arguments import Parser
from arm_tf.data.prepare import prepare
from arm_tf.errors import command_line
from arm_tf.evaluation import evaluate, metrics
from arm_tf.evaluation.calibration import softmax
from arm_tf.evaluation.class_priors import STRENGTHS, log_frequencies
from arm_tf.files import model_files
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run

BATCH = 64
SPLITS = ("validation", "test")


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    args = parser.parse_args(argv)
    for model in args.models:
        run = Run(model_files.find_run(model))
        splits = prepare(run.config(), args.data or run.data())
        classifier = KerasClassifier(run.load_model())
        logs = log_frequencies(splits.train.targets.sum(axis=0))
        own = classifier.offset @ logs / (logs @ logs)
        print(f"{model}: {own:.2f} of the log frequencies are subtracted")
        classifier.calibrate()
        for split in SPLITS:
            faces = getattr(splits, split)
            logits = evaluate.predict(classifier.network, faces, BATCH)
            print(f"{split}: share, accuracy in %, mean recall")
            for share in STRENGTHS:
                found = metrics.report(
                    softmax(logits - share * logs),
                    faces.classes,
                    list(faces.labels),
                    split,
                )
                print(
                    f"{share:.2f}  {100 * found.accuracy:.2f}  "
                    f"{found.mean_recall:.3f}"
                )


if __name__ == "__main__":
    raise SystemExit(main())
