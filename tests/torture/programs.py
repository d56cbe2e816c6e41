"""Runs our programs as processes that can be killed, limited and starved.

TensorFlow takes seconds to import, so it is imported once, here, and every
process is a copy of this one.
"""

import contextlib
import dataclasses
import os
import pathlib
import signal
import tempfile
import time
import traceback

import cv2

from arm_tf.commands import export as export_command
from arm_tf.commands import train
from arm_tf.data import synthetic
from arm_tf.tflite import ship
from arm_tf.training import building, trainer
from tests.torture import watch

IMPORTED_BEFORE = (trainer, ship)  # The programs would import them later.
# XLA compiles for a minute what is trained here in seconds; the slow test of
# `tests/test_train.py` has it on.
building.compiles = lambda *_: "auto"

# Everything that draws random numbers or keeps a state, at once.
SETTINGS = (
    "image_size=24 stem=half width=0.125 batch_size=16 epochs=3 mixup=0.2 "
    "augmentation=strong schedule=cosine weight_ema=0.9 patience=0"
)
FACES = {"train": 160, "validation": 48, "test": 48}
LONGEST = 3600  # seconds that a program may take on a very busy machine


@dataclasses.dataclass(frozen=True)
class End:
    """How a program ended: exit code (-9: killed) and what it printed."""

    code: int
    text: str
    seconds: float

    def errors(self):
        """Returns the error lines meant for the user."""
        return [x for x in self.text.splitlines() if x.startswith("error:")]


def draw_faces(root):
    """Writes the drawn faces as a data set of class-named folders."""
    splits = synthetic.read(*FACES.values(), image_size=24)
    for part in FACES:
        faces = getattr(splits, part)
        for number, kind in enumerate(faces.classes):
            path = root / part / faces.labels[kind] / f"{number:04}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(path), faces.images[number][..., ::-1])


def training(data, run, *more):
    """Returns `(main, arguments)` of a training."""
    arguments = ["folder", *SETTINGS.split(), *more]
    return train.main, [*arguments, f"--data={data}", f"--run={run}"]


def export(run, out, *more):
    """Returns `(main, arguments)` of an export."""
    return export_command.main, [str(run), f"--out={out}", *more]


def start(program, log, prepare=None):
    """Starts a program and returns the number of its process.

    Args:
        program: `(main, arguments)`.
        log: path of a file for what it prints.
        prepare: function that is called in the process first.
    """
    process = os.fork()
    if process:
        return process
    code = 1  # Python's for an uncaught exception
    try:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        for stream in (1, 2):
            os.dup2(output, stream)
        watch.end_with_parent()
        # Who is killed leaves temporary folders behind.
        tempfile.tempdir = str(pathlib.Path(log).parent)
        if prepare:
            prepare()
        main, arguments = program
        code = main(arguments)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def wait(process, log, seconds=LONGEST):
    """Waits for a process, kills it after some seconds, returns its `End`."""
    begin = time.monotonic()
    while not (ended := os.waitpid(process, os.WNOHANG))[0]:
        if time.monotonic() - begin > seconds:
            os.kill(process, signal.SIGKILL)
            ended = os.waitpid(process, 0)
            break
        time.sleep(0.02)
    code = os.waitstatus_to_exitcode(ended[1])
    text = pathlib.Path(log).read_text("utf-8", "replace")
    return End(code, text, time.monotonic() - begin)


def run(program, log, prepare=None):
    """Runs a program to its end and returns its `End`."""
    return wait(start(program, log, prepare), log)


def succeed(program, log):
    """As `run`, but raises `RuntimeError` where it does not end well."""
    end = run(program, log)
    if end.code:
        raise RuntimeError(f"{program[1]} ended with {end.code}: {end.text}")
    return end


@contextlib.contextmanager
def tmpfs(path, size):
    """Mounts a small file system of `size` bytes; needs root."""
    path.mkdir(parents=True, exist_ok=True)
    mount(f"-t tmpfs -o size={size} tmpfs {path}")
    try:
        yield path
    finally:
        code = os.spawnlp(os.P_WAIT, "umount", "umount", "-l", str(path))
        if code:
            raise RuntimeError(f"umount {path} ended with {code}")


def mount(arguments):
    """Calls mount(8); raises `PermissionError` where that is not allowed."""
    if os.spawnlp(os.P_WAIT, "mount", "mount", *arguments.split()):
        raise PermissionError(f"mount {arguments}")
