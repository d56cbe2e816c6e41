"""How much faster an int8 file is than the float32 one, side by side.

    python benchmarks/inference.py --size 224 --threads 1

The weights are random: speed does not depend on them. Both files take turns on
every round, so that a busy machine slows both alike.
"""

import argparse
import os
import pathlib
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # silence before the import
if not __package__:  # Run as a script: its folder is on the path.
    sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

import numpy as np  # noqa: E402

from arm_tf.config import CHOICES, Config  # noqa: E402
from arm_tf.data.faces import ArrayImages, FaceSet, one_hot  # noqa: E402
from arm_tf.errors import command_line  # noqa: E402
from arm_tf.expressions import BASIC  # noqa: E402

WARM_UP = 5  # rounds


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    backbones = CHOICES["backbone"]
    parser.add_argument("--backbone", choices=backbones, default="resnet18")
    parser.add_argument("--head", choices=CHOICES["head"], default="arm")
    parser.add_argument("--size", type=int, default=224, help="pixels")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=50)
    args = parser.parse_args(argv)
    config = Config(
        backbone=args.backbone, head=args.head, image_size=args.size
    )
    files = build(config)
    print(f"{args.backbone}, {args.head}, {args.size}x{args.size} pixels")
    print(f"{'':<10}{'float32':>12}{'int8':>12}{'ratio':>8}")
    megabytes = [f"{len(content) / 1e6:.2f} MB" for content in files]
    print(f"{'size':<10}{megabytes[0]:>12}{megabytes[1]:>12}")
    for threads in args.threads:
        slow, fast = measure(files, threads, args.rounds)
        print(
            f"{threads} thread{'s' * (threads > 1):<3}{slow:>9.2f} ms"
            f"{fast:>9.2f} ms{slow / fast:>8.2f}"
        )


def build(config):
    """Returns the bytes of the float32 and the int8 file of a config."""
    from arm_tf.models.classifier import build_classifier
    from arm_tf.models.fold import fold
    from arm_tf.quantization import quantize
    from export.convert import convert

    folded = fold(build_classifier(config, BASIC))
    size = config.image_size
    pixels = np.random.default_rng(0).integers(
        0, 256, (100, size, size, 3), dtype="uint8"
    )
    faces = FaceSet(
        ArrayImages(pixels),
        one_hot(np.arange(100) % len(BASIC), len(BASIC)),
        BASIC,
        np.arange(100, dtype="uint64"),
    )
    quantized = quantize(folded, faces)
    return convert(folded, "float32"), convert(quantized, "int8")


def measure(files, threads, rounds):
    """Returns each file's median milliseconds for a face."""
    from export.verify import FileModel

    models = [FileModel(content, threads) for content in files]
    image = np.full(models[0].input["shape"][1:], 128, "uint8")
    seconds = [[] for _ in models]
    for number in range(WARM_UP + rounds):
        for model, measured in zip(models, seconds, strict=True):
            start = time.perf_counter()
            model(image)
            if number >= WARM_UP:
                measured.append(time.perf_counter() - start)
    return [1000 * statistics.median(measured) for measured in seconds]


if __name__ == "__main__":
    raise SystemExit(main())
