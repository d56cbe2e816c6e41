"""Measures exported files side by side: int8 against float32, or any.

    python -m benchmarks.inference --size 224 --threads 1
    python -m benchmarks.inference large/model.tflite small/model.tflite

Without files, a network is built and converted to float32 and int8; its
weights are random, because speed does not depend on them. All files take turns
in every round, so that a busy machine slows all of them equally; the ratio is a
file's speed relative to the first.
"""

import pathlib
import statistics
import time

import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.config import CHOICES, Config
from arm_tf.errors import InputError, command_line
from arm_tf.expressions import BASIC

WARM_UP = 5  # rounds


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    backbones = CHOICES["backbone"]
    parser.add_argument(
        "files", nargs="*", type=pathlib.Path, metavar="model.tflite"
    )
    parser.add_argument("--backbone", choices=backbones, default="resnet18")
    parser.add_argument("--head", choices=CHOICES["head"], default="arm")
    parser.add_argument("--size", type=int, default=224, help="pixels")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=50)
    args = parser.parse_args(argv)
    if args.files:
        files = {str(path): read(path) for path in args.files}
    else:
        config = Config(
            backbone=args.backbone, head=args.head, image_size=args.size
        )
        files = build(config)
        print(f"{args.backbone}, {args.head}, {args.size}x{args.size} pixels")
    times = {n: measure(files, n, args.rounds) for n in args.threads}
    print("\n".join(table(files, times)))


def read(path):
    """Returns the bytes of an exported file.

    Raises:
        InputError: it does not exist, or is not a TFLite file.
    """
    content = path.read_bytes() if path.is_file() else b""
    if content[4:8] != b"TFL3":
        raise InputError(
            f"Expected a .tflite file. Received: {path}, which is none. Make "
            "one with `python export/to_tflite.py`."
        )
    return content


def build(config):
    """Returns the float32 and the int8 file of a config, bytes by name."""
    from arm_tf.models.classifier import classifier_from
    from arm_tf.models.parts import KerasClassifier
    from arm_tf.quantize.fold import fold
    from arm_tf.quantize.insert import quantize
    from arm_tf.tflite.convert import convert
    from benchmarks.input_pipeline import noise

    folded = fold(KerasClassifier(classifier_from(config, BASIC)))
    size = config.image_size
    quantized = quantize(folded, noise(100, (size, size, 3)))
    return {
        "float32": convert(folded, "float32"),
        "int8": convert(quantized, "int8"),
    }


def measure(files, threads, rounds):
    """Returns each file's median milliseconds per face, by name."""
    from arm_tf.tflite.file_model import FileModel

    models = {name: FileModel(data, threads) for name, data in files.items()}
    images = {
        name: np.full(model.input["shape"][1:], 128, "uint8")
        for name, model in models.items()
    }
    seconds = {name: [] for name in files}
    for _ in range(WARM_UP + rounds):
        for name, model in models.items():
            start = time.perf_counter()
            model(images[name])
            seconds[name].append(time.perf_counter() - start)
    return {
        name: 1000 * statistics.median(measured[WARM_UP:])
        for name, measured in seconds.items()
    }


def table(files, times):
    """Returns the lines of a table: a row per file.

    Args:
        files: dict of bytes by name.
        times: dict from number of threads to milliseconds by name.
    """
    width = max(map(len, files)) + 2
    heads = [f"{n} thread{'s' * (n > 1)}" for n in times]
    heads = "".join(f"{head:>12}{'ratio':>7}" for head in heads)
    lines = [f"{'':{width}}{'size':>10}{heads}"]
    first = next(iter(files))
    for name, content in files.items():
        line = f"{name:{width}}{len(content) / 1e6:>7.2f} MB"
        for taken in times.values():
            ratio = taken[first] / taken[name]
            line += f"{taken[name]:>9.2f} ms{ratio:>7.2f}"
        lines.append(line)
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
