"""Converts an exported .tflite file to ONNX, and compares predictions.

    python export/to_onnx.py runs/fer2013/tflite/model.tflite
    python export/to_onnx.py mobile --out mobile.onnx      # a bundled model
    python export/to_onnx.py mobile --out mobile.onnx --data ~/fer2013

OUT (model.onnx next to the file, unless given) has the .tflite's input, uint8
RGB (1, height, width, 3), and output, float32 probabilities. An int8 file stays
int8. ONNX Runtime must predict the same label as the .tflite on 97 % of 200
drawn faces, or of the data set's test faces; otherwise nothing is written, and
the exit code is 1. Needs `pip install "arm-tf[onnx]"`. `arm-tf onnx` is the
same command.
"""

import json

from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras
from arm_tf.errors import InputError, command_line
from arm_tf.files import model_files

FACES = 200  # drawn ones, where no data set is given


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("onnx", __doc__)
    parser.add_path(
        "model", "a .tflite file, a run, or a bundled model: ferplus, mobile"
    )
    parser.add_path("--data", "compare on this data set's test faces")
    parser.add_path("--out", "the file to write", "FILE")
    _convert(parser.parse_args(argv))


def _convert(args):
    load_keras()
    from arm_tf.files import atomic_files
    from arm_tf.inference.classifier import Classifier
    from arm_tf.tflite import onnx_file

    path = model_files.find_tflite(args.model)
    classifier = Classifier(path)  # Rejects files that arm_tf has not exported.
    out = args.out or path.with_suffix(".onnx")
    if out.suffix != ".onnx" or out.is_dir():
        raise InputError(
            f"Expected a file NAME.onnx for --out. Received: {out}."
        )
    atomic_files.check_outputs({"--out": out}, [path])
    content = path.read_bytes()
    faces, classes = _faces(args.data, path, classifier)
    converted = onnx_file.convert_to_onnx(content, classifier.class_names)
    report = onnx_file.compare(content, converted, faces)
    _say(report, classes)
    onnx_file.check(report)
    atomic_files.write_bytes(out, converted)
    print(f"written to {out}, {len(converted) / 1e6:.2f} MB")


def _faces(data, path, classifier):
    """Returns faces of the model's size and, of a data set, their classes."""
    size = classifier.image_size
    if data is None:
        from arm_tf.tflite.golden import drawn_face

        return [drawn_face(number, size) for number in range(FACES)], None
    from arm_tf.config.parsing import from_json
    from arm_tf.data.batches import face
    from arm_tf.data.face_sets import relabel
    from arm_tf.data.prepare import prepare

    config = from_json(_settings(path))
    test = relabel(prepare(config, data).test, classifier.class_names)
    return [face(image, size) for image in test.images], test.classes


def _settings(path):
    """Returns the settings of the training, from the file's model.json."""
    description = json.loads(path.with_name("model.json").read_text())
    try:
        return description["training"]["settings"]
    except (KeyError, TypeError):
        raise InputError(
            "Expected a model.json that names the training's settings. "
            f"Received: {path}. Leave out --data: drawn faces compare as well."
        ) from None


def _say(report, classes):
    """Prints how the two files compare."""
    print(
        f"same label on {report['agreement']:.2%} of {report['faces']} faces, "
        f"probabilities within {report['max_probability_difference']:.3f}"
    )
    for name, answers in report["answers"].items():
        told = f"{report['milliseconds'][name]:.2f} ms per face on one thread"
        if classes is not None:
            right = (answers.argmax(axis=1) == classes).mean()
            told += f", {right:.2%} right"
        print(f"{name}: {told}")
