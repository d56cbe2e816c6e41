import platform
import subprocess
import sys

import pytest

from arm_tf.training.freed_memory import keep_freed_memory

CODE = """
import resource, sys
import numpy as np
from arm_tf.training.freed_memory import keep_freed_memory

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def step():
    for size in (40, 70, 100):
        np.empty(size * 2**20, "uint8").fill(1)

if sys.argv[1] == "keep":
    keep_freed_memory()
step()
before = faults()
for _ in range(5):
    step()
print(faults() - before)
"""


def faults(how):
    command = [sys.executable, "-c", CODE, how]
    return int(subprocess.check_output(command))


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc",
    reason="the setting under test exists only in glibc",
)
def test_freed_memory_is_not_fetched_from_the_system_again():
    assert faults("keep") < faults("give") / 10


def test_another_c_library_is_left_alone(monkeypatch):
    def missing(name):
        raise OSError(name)

    monkeypatch.setattr("ctypes.CDLL", missing)
    keep_freed_memory()
