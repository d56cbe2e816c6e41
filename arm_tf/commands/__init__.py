"""The commands, one module each. `arm-tf COMMAND` runs any of them.

A module parses its arguments with the standard library alone and imports
everything else afterwards: TensorFlow takes ten seconds to load, and `--help`
or a mistyped argument should not wait for it.
"""

import sys

import arm_tf
from arm_tf.errors import InputError, command_line

HELP = f"""Facial expression recognition: read faces, train, evaluate, export.

    arm-tf read --image photo.jpg
    arm-tf train fer2013 --data ~/fer2013

read        recognizes expressions in pictures, videos or live camera
serve       the same over HTTP, with the page for browsers
benchmark   how fast a model is here, step by step
train       trains a classifier, or continues a run
evaluate    measures a trained or bundled model on a data set
export      turns a run into a .tflite file for phones, and verifies it
onnx        turns a .tflite file into an ONNX file, and compares them
import      turns a PyTorch checkpoint into a run
challenge   predicts Aff-Wild2's videos in the challenge's format

`arm-tf COMMAND --help` says more. Version {arm_tf.__version__}."""


@command_line
def main(argv=None):
    """Runs the command that the first argument names."""
    argv = sys.argv[1:] if argv is None else argv
    name, arguments = (argv[0] if argv else "--help"), argv[1:]
    if name in ("-h", "--help"):
        print(HELP)
        return
    if name == "--version":
        print(arm_tf.__version__)
        return
    if name == "read":
        from arm_tf.commands.read import main as run
    elif name == "serve":
        from arm_tf.commands.serve import main as run
    elif name == "benchmark":
        from arm_tf.commands.benchmark import main as run
    elif name == "train":
        from arm_tf.commands.train import main as run
    elif name == "evaluate":
        from arm_tf.commands.evaluate import main as run
    elif name == "export":
        from arm_tf.commands.export import main as run
    elif name == "onnx":
        from arm_tf.commands.to_onnx import main as run
    elif name == "import":
        from arm_tf.commands.import_torch import main as run
    elif name == "challenge":
        from arm_tf.commands.challenge import main as run
    else:
        raise InputError(
            "Expected a command: read, serve, benchmark, train, evaluate, "
            "export, onnx, import or challenge. Received: "
            f"{name!s:.200}. See arm-tf --help."
        )
    raise SystemExit(run(arguments))
