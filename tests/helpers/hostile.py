"""Checks of hostile files: a one-line error, no code run, little memory."""

import contextlib
import resource
import signal

import pytest

from arm_tf.errors import InputError
from arm_tf.weights.torch_files import read_tensors
from tests.torture.watch import memory

SECONDS = 30  # The slowest takes 2 on a busy core.
MEMORY = 256 * 2**20  # bytes; half a million lists, the most, take 60 MB


def assert_refused(path, message):
    """Asserts that reading `path` ends in an `InputError`, soon and cheaply.

    Args:
        path: `pathlib.Path`.
        message: str, regular expression found in the error's text.
    """
    with limited(), pytest.raises(InputError, match=message) as caught:
        read_tensors(path)
    line = str(caught.value)
    assert line.startswith(("Expected", f"{path} cannot be read: Expected"))
    assert "Received: " in line and line.endswith(".")
    assert "\n" not in line and len(line) < 1500


@contextlib.contextmanager
def limited():
    """Limits the time, and the memory to `MEMORY` bytes."""

    def too_slow(*_):
        raise TimeoutError(f"took more than {SECONDS} seconds")

    alarm = signal.signal(signal.SIGALRM, too_slow)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory() + MEMORY, limits[1]))
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, limits)
        signal.signal(signal.SIGALRM, alarm)
