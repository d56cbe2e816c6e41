"""Measures the input pipeline, next to the training step that it feeds.

    python -m benchmarks.input_pipeline
    python -m benchmarks.input_pipeline fer2013 width=0.25

Prints a table: faces per second and core of the input pipeline alone (from
memory to batches, before augmentation, on one thread), of the training step
alone, and their ratio, measured alternately in one run.
"""

import statistics
import time

import cv2
import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.config import PRESETS, configure
from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import ArrayImages, FaceSet, one_hot
from arm_tf.errors import command_line
from arm_tf.expressions import BASIC
from arm_tf.training import stages
from arm_tf.training.building import build_batches, build_learner, enter

ROUNDS = 5
FACES = 2048
SIZES = {  # shape of the images in memory, the network's image size
    "48 grey to 48": ((48, 48, 1), 48),
    "48 grey to 112": ((48, 48, 1), 112),
    "100 RGB to 112": ((100, 100, 3), 112),
    "100 RGB to 224": ((100, 100, 3), 224),
}


def noise(count, shape=(48, 48, 1)):
    """Returns a `FaceSet` of noise: that many images of one shape."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (count, *shape), dtype="uint8")
    targets = one_hot(rng.integers(0, len(BASIC), count), len(BASIC))
    hashes = np.arange(count, dtype="uint64")
    return FaceSet(ArrayImages(pixels), targets, BASIC, hashes)


def faces_per_second(work, count):
    """Returns the faces per second of `work()`, which does `count` a call."""
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def pipeline(shape, image_size):
    """Returns a function that produces one epoch of batches."""
    batches = FaceBatches(noise(FACES, shape), image_size, 128)
    return lambda: [batches[index] for index in range(len(batches))]


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("preset", nargs="?", default="fer2013", choices=PRESETS)
    parser.add_argument("overrides", nargs="*", metavar="name=value")
    args = parser.parse_intermixed_args(argv)
    cv2.setNumThreads(1)
    print("from memory to batches, one thread      faces/s, median")
    for name, (shape, size) in SIZES.items():
        work = pipeline(shape, size)
        work()
        rates = [faces_per_second(work, FACES) for _ in range(ROUNDS)]
        print(f"  {name:36}{statistics.median(rates):10,.0f}")
    compare(configure(args.preset, args.overrides))


def compare(config):
    """Prints the input's and the training step's speed for a config."""
    faces = noise(4 * config.batch_size)
    batches = build_batches(config, faces)
    learner = build_learner(config, faces.labels, batches)
    enter(stages.plan(config)[-1], learner, batches)
    inputs = [batches[index] for index in range(len(batches))]

    def read():
        return [batches[index] for index in range(len(batches))]

    def step():
        for x, y, weight in inputs:
            learner.train_on_batch(x, y, sample_weight=weight)

    step()  # compiles
    pairs = [
        (faces_per_second(read, len(faces)), faces_per_second(step, len(faces)))
        for _ in range(ROUNDS)
    ]
    reading, training = (
        statistics.median(rates) for rates in zip(*pairs, strict=True)
    )
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{config.dataset} at {config.image_size}, width {config.width}")
    print(f"  {'input alone':36}{reading:10,.0f}")
    print(f"  {'training step alone, all cores':36}{training:10,.0f}")
    print(f"  {'ratio':36}{ratio:10.1f}")


if __name__ == "__main__":
    raise SystemExit(main())
