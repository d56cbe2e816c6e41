"""Measures training speed, by resolution and precision, and the input's share.

    python -m benchmarks.training
    python -m benchmarks.training --preset raf_db --sizes 112 224 --beside torch
    python -m benchmarks.training batch_size=128 --beside torch
    python -m benchmarks.training --beside xla
    KERAS_BACKEND=jax python -m benchmarks.training --precisions mixed_bfloat16

Prints a row per size and precision: faces per second while training an epoch
of the preset, augmentation included, the input pipeline's share of the time,
which is the time not spent in the training step, and on a GPU the most memory
in use since the start, compilation included. Each row is measured in a process
of its own. With `--beside torch`, PyTorch trains the same network on the same
batches in the same process, taking turns, in the same precision (mixed ones by
its automatic mixed precision); this works with presets of a ResNet-18 with ARM,
such as raf_db and fer2013. With `--beside xla`, arm_tf is measured with and
without XLA.
"""

import itertools
import multiprocessing
import statistics
import time
import traceback
from concurrent.futures import ProcessPoolExecutor

from arm_tf.commands.arguments import Parser
from arm_tf.config import CHOICES, PRESETS, configure
from arm_tf.errors import CheckFailed, InputError, command_line
from arm_tf.expressions import BASIC
from arm_tf.training import stages
from arm_tf.training.building import (
    build_batches,
    build_learner,
    compiles,
    enter,
)
from benchmarks import gpu_memory
from benchmarks.input_pipeline import noise

ROUNDS = 3
STEPS = 8  # per round


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("overrides", nargs="*", metavar="name=value")
    parser.add_argument("--preset", default="fer2013", choices=PRESETS)
    parser.add_argument("--sizes", type=int, nargs="+", default=[48])
    parser.add_argument(
        "--precisions",
        nargs="+",
        choices=CHOICES["precision"][1:],
        default=["float32"],
    )
    parser.add_argument("--beside", choices=("torch", "xla"))
    args = parser.parse_intermixed_args(argv)
    if args.beside == "torch":
        _check_known(configure(args.preset, args.overrides))
    print(_header(args.beside), flush=True)
    failed = 0
    for size, precision in itertools.product(args.sizes, args.precisions):
        settings = [f"image_size={size}", f"precision={precision}"]
        config = configure(args.preset, [*args.overrides, *settings])
        text = _in_a_process(config, args.beside)
        print(f"{size:>4} {precision:<19}{text or '    failed'}", flush=True)
        failed += not text
    if failed:
        raise CheckFailed(
            f"Expected every row to be measured. Received: {failed} that "
            "failed, for the reasons above. Lower batch_size if memory ran out."
        )


def _header(beside):
    text = f"{'':24}{'faces/s':>10}{'input':>8}{'peak MiB':>10}"
    if beside == "torch":
        return f"{text}{'PyTorch':>10}{'peak MiB':>10}{'ratio':>8}"
    return f"{text}{_other_compiler():>10}{'ratio':>8}" if beside else text


def _in_a_process(config, beside):
    """Returns `row` from a process of its own; "" if it failed.

    So a row's peak memory is its own, and the others are measured even if
    there is too little memory for this one.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as pool:
        try:
            return pool.submit(row, config, beside).result()
        except InputError:
            raise
        except Exception:
            traceback.print_exc()
            return ""


def _check_known(config):
    network = (config.backbone, config.head, config.attention, config.width)
    if network[:3] != ("resnet18", "arm", "none") or config.width * 2 % 1:
        raise InputError(
            "--beside torch times a ResNet-18 with ARM, half as wide or of "
            f"full width. Received: {', '.join(map(str, network))}. Use "
            "--preset raf_db or fer2013."
        )


def _other_compiler():
    return "XLA" if compiles() == "auto" else "no XLA"


def row(config, beside):
    """Returns a row of the table for a config."""
    batches = build_batches(config, noise(STEPS * config.batch_size))
    learner = _compiled(config, batches, compiles())
    epoch, step = _ours(learner, batches)
    peak = gpu_memory.keras_peak()
    works = [epoch, step]
    if beside == "torch":
        works.append(_torch(config, batches))
    if beside == "xla":
        other = _compiled(config, batches, compiles() == "auto")
        works.append(_ours(other, batches)[1])
    rounds = [[_seconds(work) for work in works] for _ in range(ROUNDS)]
    times = [statistics.median(column) for column in zip(*rounds, strict=True)]
    count = STEPS * config.batch_size
    share = max(0.0, 1 - times[1] / times[0])
    text = f"{count / times[0]:10,.0f}{share:8.1%}{peak:>10}"
    if not beside:
        return text
    text += f"{count / times[2]:10,.0f}"
    if beside == "torch":
        text += f"{gpu_memory.torch_peak():>10}"
    ratio = statistics.median(row[2] / row[1] for row in rounds)
    return f"{text}{ratio:8.2f}"


def _ours(learner, batches):
    """Returns functions that train an epoch, and the steps alone."""
    ready = [batches[index] for index in range(len(batches))]

    def steps():
        for x, y, weight in ready:
            learner.train_on_batch(x, y, sample_weight=weight)

    def epoch():
        learner.fit(batches, shuffle=False, verbose=0)

    epoch()  # compiles
    steps()
    return epoch, steps


def _compiled(config, batches, jit_compile):
    """Returns a `Learner` that trains the whole network."""
    learner = build_learner(config, BASIC, batches)
    enter(stages.plan(config)[-1], learner, batches, jit_compile)
    return learner


def _torch(config, batches):
    """Returns a function that trains in PyTorch on the same batches."""
    from benchmarks.torch_arm import Trainer

    trainer = Trainer(config)
    ready = [
        (batches[index][0], batches[index][1].argmax(axis=1))
        for index in range(len(batches))
    ]
    trainer.train(ready[:2])  # warms up
    return lambda: trainer.train(ready)


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
