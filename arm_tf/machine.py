"""The processors that this process may use, and a thread pool for them."""

import collections
import concurrent.futures
import os
import pathlib
from collections.abc import Callable, Iterable, Iterator

CGROUP = pathlib.Path("/sys/fs/cgroup")
THREADS = 16  # of `in_order`: more would wait for memory bandwidth, and use RAM


def cpus() -> int:
    """Returns how many processors this process may use at a time.

    `os.cpu_count` counts the machine's; a container may have a quota.
    """
    if hasattr(os, "sched_getaffinity"):
        number = len(os.sched_getaffinity(0))
    else:
        number = os.cpu_count() or 1
    return max(1, min(number, _quota() or number))


def in_order(jobs: Iterable[Callable], threads: int | None = None) -> Iterator:
    """Yields the results of jobs, in order; threads compute some in advance.

    It never holds more results than there are threads; a pool's own `map` would
    hold those of all jobs.

    Args:
        jobs: functions without arguments; consumed as needed.
        threads: how many; None for one per processor, at most `THREADS`.
    """
    threads = threads or min(THREADS, cpus())
    waiting: collections.deque = collections.deque()
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        try:
            for job in jobs:
                if len(waiting) == threads:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(job))
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _quota() -> int | None:
    """Returns the processors that a container has, at least 1, or None."""
    try:
        quota, period = (CGROUP / "cpu.max").read_text().split()  # version 2
    except (OSError, ValueError):
        try:
            folder = CGROUP / "cpu"
            quota = (folder / "cpu.cfs_quota_us").read_text()
            period = (folder / "cpu.cfs_period_us").read_text()
        except OSError:
            return None
    try:
        return max(1, int(quota) // int(period)) if int(quota) > 0 else None
    except (ValueError, ZeroDivisionError):  # "max": no limit
        return None
