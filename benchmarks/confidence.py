"""How often predictions are correct, by their confidence.

    python -m benchmarks.confidence ferplus mobile --data PATH

Prints, for each int8 file on validation faces, the share and the accuracy of
the predictions that the demos call sure, of the unsure ones, and of those just
below the threshold: the figures by which `unsure_below` was chosen.
"""

import pathlib

from arm_tf.commands.arguments import Parser
from arm_tf.data.batches import FaceBatches
from arm_tf.data.prepare import prepare
from arm_tf.errors import command_line
from arm_tf.files.model_files import find_run, find_tflite
from arm_tf.tflite.file_model import predict
from arm_tf.tflite.model_json import SHOWING
from arm_tf.training.runs import Run

JUST_BELOW = 0.2


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("models", nargs="+", help="bundled, or exported runs")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    args = parser.parse_args(argv)
    for model in args.models:
        run = Run(find_run(model))
        config = run.config()
        faces = prepare(config, args.data).validation
        batches = FaceBatches(faces, config.image_size, 64)
        found = predict(find_tflite(model).read_bytes(), batches)
        print(f"{model}, {len(faces)} validation faces")
        print("\n".join(lines(found, faces.classes)))


def lines(probabilities, classes):
    """Returns the text for one model, a line per range of the confidence.

    Args:
        probabilities: float `(faces, classes)`.
        classes: int `(faces,)`, the true ones.
    """
    least = SHOWING["unsure_below"]
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == classes
    rows = {
        f"sure, from {least:.0%}": confidence >= least,
        "unsure": confidence < least,
        f"of these, from {least - JUST_BELOW:.0%}": (confidence < least)
        & (confidence >= least - JUST_BELOW),
    }
    return [
        f"{name}: {chosen.mean():.1%} of the faces, "
        + (f"{right[chosen].mean():.1%} correct" if chosen.any() else "none")
        for name, chosen in rows.items()
    ]


if __name__ == "__main__":
    raise SystemExit(main())
