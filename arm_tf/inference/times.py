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

    def percentiles(self):
        """Returns `{stage: (p50, p90)}` of the stages that ran."""
        return {
            stage: tuple(float(p) for p in np.percentile(times, (50, 90)))
            for stage, times in self.stages.items()
            if times
        }

    def summary(self):
        """Returns a line such as "detect 5.1 / 6.0 ms"."""
        return ", ".join(
            f"{stage} {p50:.1f} / {p90:.1f} ms"
            for stage, (p50, p90) in self.percentiles().items()
        )
