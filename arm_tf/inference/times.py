"""How long each step took."""

import contextlib
import time

import numpy as np

STAGES = ("detect", "align", "classify")
REMEMBERED = 10_000  # times kept per stage, which bounds memory


class Times:
    """How long each stage took, in milliseconds."""

    def __init__(self):
        self.stages = {stage: [] for stage in STAGES}

    @contextlib.contextmanager
    def of(self, stage):
        """Times the block inside."""
        start = time.perf_counter()
        yield
        times = self.stages[stage]
        times.append(1000 * (time.perf_counter() - start))
        del times[:-REMEMBERED]

    def summary(self):
        """Returns p50 and p90 of each stage, as in "detect 5.1 / 6.0 ms"."""
        told = []
        for stage, times in self.stages.items():
            if times:
                p50, p90 = np.percentile(times, (50, 90))
                told.append(f"{stage} {p50:.1f} / {p90:.1f} ms")
        return ", ".join(told)
