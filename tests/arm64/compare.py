"""Compares a TFLite file's answers here and on emulated 64-bit Arm.

    python tests/arm64/compare.py MODEL.tflite BUILD

BUILD is the folder that check.sh prepares. The inputs are the faces of the
model's golden.json, other drawn faces, and random pixels. Prints a table; the
exit code is 1 where one bit of one answer differs.
"""

import json
import pathlib
import platform
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import numpy as np  # noqa: E402

from arm_tf.data.drawn_face import draw  # noqa: E402
from arm_tf.expressions import WITH_CONTEMPT  # noqa: E402
from export.golden import pixels  # noqa: E402

FACES = 200
DRAWN = 84  # of them, besides those of golden.json; the rest is random
SEED = 7
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
    """Returns the answers by kernel set, on this processor."""
    command = [sys.executable, HERE / "answers.py"]
    return _run(command, model, build, platform.machine())


def answer_on_arm(model, build, processor):
    """Returns the answers by kernel set, on an emulated processor."""
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
    """Returns what /proc/cpuinfo says on a processor of one core."""
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
    """Returns, by kernel set, how many faces are answered otherwise, and how.

    Args:
        expected: dict of float `(faces, classes)` by kernel set.
        found: dict as `expected`.

    Returns:
        Dict of `(faces, largest difference)`. Answers are compared as bits.
    """
    result = {}
    for kernels, ours in expected.items():
        theirs = found[kernels]
        if (ours.shape, ours.dtype) != (theirs.shape, theirs.dtype):
            raise ValueError(
                f"Expected answers {ours.dtype} {ours.shape}. "
                f"Received: {theirs.dtype} {theirs.shape}"
            )
        bits = [a.view("uint32") for a in (ours, theirs)]
        wrong = int((bits[0] != bits[1]).any(axis=1).sum())
        result[kernels] = wrong, float(np.abs(ours - theirs).max())
    return result


def main(model, build):
    """Prints the table; returns how many kernel sets answer otherwise."""
    model, build = pathlib.Path(model), pathlib.Path(build).resolve()
    golden = json.loads(model.with_name("golden.json").read_text())
    np.save(build / "inputs.npy", inputs(golden))
    here = answer_here(model, build)
    print(f"{model}: {FACES} faces, here and emulated")
    print(
        f"{'processor':<12}{'kernels':<12}{'same as here':>14}{'largest':>10}"
    )
    failed = 0
    for processor in FEATURES:
        found = differences(here, answer_on_arm(model, build, processor))
        for kernels, (wrong, largest) in found.items():
            same = f"{FACES - wrong}/{FACES}"
            print(f"{processor:<12}{kernels:<12}{same:>14}{largest:>10.2g}")
            failed += wrong > 0
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
