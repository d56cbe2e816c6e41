"""Measures how fast a model is on this machine, from file to prediction.

    arm-tf benchmark
    arm-tf benchmark mobile --json speed.json

Times every step on a picture of 640 x 480 with one face: decode, detect, align,
classify and draw, on one thread and on all processors. Also prints the model's
size, the time to the first prediction and the memory. On a phone, LiteRT's own
benchmark runs the same file; see docs/deploying.md.
"""

import platform
import sys

from arm_tf import machine
from arm_tf.commands.arguments import Parser
from arm_tf.errors import command_line
from arm_tf.files import model_files


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("benchmark", __doc__)
    parser.add_model("model", nargs="?")
    parser.add_path("--json", "write the figures", "FILE")
    args = parser.parse_args(argv)
    from arm_tf.files import atomic_files
    from arm_tf.inference import speed

    model = model_files.find_tflite(args.model)
    atomic_files.check_outputs({"--json": args.json}, [model])
    threads = tuple(dict.fromkeys((1, machine.cpus())))
    found = speed.measure(model, threads)
    print(speed.table(found))
    if args.json:
        about = {
            "model": str(args.model),
            "machine": platform.machine(),
            "system": sys.platform,
            "processors": machine.cpus(),
        }
        atomic_files.write_json(args.json, {**about, **found})
