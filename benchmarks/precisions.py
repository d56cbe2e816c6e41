"""Measures accuracy, size and time of a model in each converter precision.

    python -m benchmarks.precisions ferplus --data PATH
    python -m benchmarks.precisions runs/mine --data PATH --faces 500

float32 and float16 are what `arm-tf export --precision` writes, int8 is the
exported file. The others cannot be exported: dynamic range quantizes only the
weights ahead of time, and activations at run time; 16x8 has 16-bit activations,
and is calibrated on training faces. All are evaluated on validation faces, one
at a time; for the times, files take turns.
"""

import pathlib

import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.data.batches import FaceBatches
from arm_tf.data.prepare import prepare
from arm_tf.errors import command_line
from arm_tf.evaluation.significance import accuracy_difference_interval
from arm_tf.files.model_files import find_run, find_tflite
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.convertible import unquantized
from arm_tf.quantize.range_calibration import calibration_images
from arm_tf.tflite.convert import convert, converter_of, with_probabilities
from arm_tf.tflite.file_model import predict
from arm_tf.training.runs import Run
from benchmarks.inference import measure

CALIBRATION_FACES = 100


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("model", help="a bundled model or an exported run")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--faces", type=int, help="fewer validation faces")
    parser.add_argument("--rounds", type=int, default=30, help="of the time")
    args = parser.parse_args(argv)
    run = Run(find_run(args.model))
    splits = prepare(run.config(), args.data)
    classifier = KerasClassifier(run.load_model())
    faces = splits.validation
    if args.faces:
        faces = faces.take(np.arange(min(args.faces, len(faces))))
    contents = files(classifier, splits.train)
    contents["int8"] = find_tflite(args.model).read_bytes()
    batches = FaceBatches(faces, classifier.image_size, 64)
    found = {name: predict(x, batches) for name, x in contents.items()}
    times = measure(contents, 1, args.rounds)
    print("\n".join(table(contents, found, faces.classes, times)))


def files(classifier, faces):
    """Returns the file's bytes by precision, except for int8."""
    import tensorflow as tf

    folded = unquantized(classifier).model
    images = calibration_images(folded, faces, 0)[:CALIBRATION_FACES]
    kinds = tf.lite.OpsSet

    def calibration():
        return ([image[None].astype("float32")] for image in images)

    written = {name: convert(folded, name) for name in ("float32", "float16")}
    with converter_of(with_probabilities(folded)) as converter:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        written["dynamic range"] = converter.convert()
        converter.representative_dataset = calibration
        converter.target_spec.supported_ops = [
            kinds.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
        ]
        written["16x8"] = converter.convert()
    return written


def table(contents, found, classes, times):
    """Returns the lines of a Markdown table, with differences from float32."""
    lines = [
        f"{len(classes)} validation faces",
        "| precision | accuracy | against float32 (95 %) | same top label "
        "| size | one thread |",
        "|---|---|---|---|---|---|",
    ]
    top = {name: answers.argmax(axis=1) for name, answers in found.items()}
    for name, answers in top.items():
        same = (answers == top["float32"]).mean()
        low, high = accuracy_difference_interval(
            answers == classes, top["float32"] == classes
        )
        lines.append(
            f"| {name} | {(answers == classes).mean():.2%} "
            f"| {100 * low:+.1f} to {100 * high:+.1f} | {same:.1%} "
            f"| {len(contents[name]) / 1e6:.2f} MB | {times[name]:.1f} ms |"
        )
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
