"""The instruction sets of the processor."""

import pathlib


def flags() -> set[str]:
    """Returns the names of the instruction sets, such as `avx512f`.

    They are Linux's names, from `/proc/cpuinfo`; empty on other systems.
    """
    try:
        return set(pathlib.Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return set()
