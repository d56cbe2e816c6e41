"""What the processor can compute in."""

import pathlib


def flags() -> set[str]:
    """Returns the names of its instruction sets, such as `avx512f`.

    They are Linux's names, from `/proc/cpuinfo`; elsewhere there are none.
    """
    try:
        return set(pathlib.Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return set()
