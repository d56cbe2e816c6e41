"""Compares a TFLite file's predictions here and on emulated 64-bit Arm.

    python tests/arm64/compare.py MODEL.tflite BUILD

BUILD is the folder that check.sh prepares. The inputs are the faces of the
model's golden.json, other drawn faces, and random pixels. Prints a table; the
exit code is 1 if predictions differ by more than `ALLOWED`.
"""

import json
import pathlib
import platform
import subprocess
import sys

import numpy as np

from arm_tf.data.drawn_face import draw
from arm_tf.expressions import WITH_CONTEMPT
from arm_tf.tflite.golden import pixels

HERE = pathlib.Path(__file__).resolve().parent
FACES = 200
DRAWN = 84  # of them, besides those of golden.json; the rest is random
SEED = 7
# The largest difference; 0 means bit-exact.
ALLOWED = {
    # What phones run. XNNPACK's results are identical; only the softmax is
    # LiteRT's own, which on 64-bit Arm uses a 16-bit lookup table.
    "XNNPACK": 1 / 256,
    "XNNPACK, logits": 0,
    "reference": 0,
    # Runs where XNNPACK cannot, and rounds differently, so only the top label
    # can be compared.
    "builtin": np.inf,
}
# On Arm the builtin kernels replace XNNPACK's, so they are compared with
# XNNPACK's predictions, the shipped ones. The builtin kernels of x86-64 are
# no reference: when this was chosen, they gave 6 of 200 faces another label
# than XNNPACK (with the `ferplus` of then), Arm's only one.
COMPARED_WITH = {"builtin": "XNNPACK"}
SAME_LABEL = 0.97  # share of faces, as in export/verify.py
# The features that each processor has, as its kernel names them. LiteRT reads
# them to choose its kernels, so they must be no more than qemu emulates.
FEATURES = {
    "cortex-a53": ("0xd03", "fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid"),
    "cortex-a76": (
        "0xd0b",
        "fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid "
        "asimdrdm lrcpc dcpop asimddp ssbs",
    ),
}


def inputs(golden):
    """Returns the images to compare on: uint8 `(FACES, size, size, 3)`.

    Args:
        golden: dict, a model's golden.json.
    """
    rng = np.random.default_rng(SEED)
    size = golden["image_size"]
    faces = [pixels(face["png"]) for face in golden["faces"]]
    for number in range(DRAWN):
        expression = WITH_CONTEMPT[number % len(WITH_CONTEMPT)]
        faces.append(draw(expression, rng, size))
    shape = (FACES - len(faces), size, size, 3)
    return np.concatenate([faces, rng.integers(0, 256, shape, "uint8")])


def answer_here(model, build):
    """Returns the predictions by kernel set, on this processor."""
    command = [sys.executable, HERE / "answers.py"]
    return _run(command, model, build, platform.machine())


def answer_on_arm(model, build, processor):
    """Returns the predictions by kernel set, on an emulated processor."""
    root = build / "root"
    part, features = FEATURES[processor]
    (root / "proc" / "cpuinfo").write_text(cpuinfo(part, features))
    variables = {
        "LD_LIBRARY_PATH": f"{root}/usr/lib/aarch64-linux-gnu",
        "PYTHONHOME": f"{root}/usr",
        "PYTHONPATH": str(build / "site"),
    }
    command = [build / "host/usr/bin/qemu-aarch64-static", "-cpu", processor]
    command += ["-L", root]
    for name, value in variables.items():
        command += ["-E", f"{name}={value}"]
    command += [root / "usr/bin/python3.11", "-B", HERE / "answers.py"]
    return _run(command, model, build, processor)


def cpuinfo(part, features):
    """Returns the /proc/cpuinfo of a processor with one core."""
    lines = {
        "processor": "0",
        "BogoMIPS": "100.00",
        "Features": features,
        "CPU implementer": "0x41",  # Arm
        "CPU architecture": "8",
        "CPU variant": "0x0",
        "CPU part": part,
        "CPU revision": "4",
    }
    return "".join(f"{k}\t: {v}\n" for k, v in lines.items()) + "\n"


def differences(expected, found):
    """Returns, by kernel set, how much predictions differ.

    Args:
        expected: dict of float `(faces, classes)` by kernel set.
        found: dict as `expected`, each compared with the same kernels'
            answers, or with those in `COMPARED_WITH`.

    Returns:
        Dict of `(same, labels, largest)`: the shares of faces with the same
        bits and with the same top label, and the largest difference.
    """
    result = {}
    for kernels in expected:
        ours = expected[COMPARED_WITH.get(kernels, kernels)]
        theirs = found[kernels]
        if (ours.shape, ours.dtype) != (theirs.shape, theirs.dtype):
            raise ValueError(
                f"Expected answers {ours.dtype} {ours.shape}. "
                f"Received: {theirs.dtype} {theirs.shape}"
            )
        same = [
            a.tobytes() == b.tobytes()
            for a, b in zip(ours, theirs, strict=True)
        ]
        labels = ours.argmax(axis=1) == theirs.argmax(axis=1)
        largest = np.abs(ours.astype("float64") - theirs).max()
        result[kernels] = np.mean(same), np.mean(labels), largest
    return result


def is_wrong(kernels, same, labels, largest):
    """Returns whether a difference is more than the known, harmless one."""
    if ALLOWED[kernels] == 0:
        return same < 1
    return labels < SAME_LABEL or largest > ALLOWED[kernels]


def main(model, build):
    """Prints the table; returns how many of its lines failed."""
    model, build = pathlib.Path(model), pathlib.Path(build).resolve()
    golden = json.loads(model.with_name("golden.json").read_text())
    np.save(build / "inputs.npy", inputs(golden))
    here = answer_here(model, build)
    print(f"{model}: {FACES} faces, here and emulated")
    print("processor   kernels          same bits  same label  largest")
    failed = 0
    for processor in FEATURES:
        found = differences(here, answer_on_arm(model, build, processor))
        for kernels, (same, labels, largest) in found.items():
            wrong = is_wrong(kernels, same, labels, largest)
            failed += wrong
            print(
                f"{processor:<12}{kernels:<16}{same:>10.1%}{labels:>12.1%}"
                f"{largest:>9.2g}{'  WRONG' if wrong else ''}"
            )
    return failed


def _run(command, model, build, name):
    answers = build / f"{name}.npz"
    answers.unlink(missing_ok=True)
    command = [*command, model.resolve(), build / "inputs.npy", answers]
    subprocess.run(command, check=True)
    with np.load(answers) as arrays:
        return dict(arrays)


if __name__ == "__main__":
    raise SystemExit(1 if main(*sys.argv[1:]) else 0)
