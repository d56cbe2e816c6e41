"""Figures of a running server, in Prometheus' text format."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from arm_tf.serve.readers import Readers

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Counts requests, pictures, faces and the requests that wait.

    Attributes:
        refused: `Counter` by status.
    """

    def __init__(self, readers: Readers):
        self._registry = CollectorRegistry()
        ours: Any = {"registry": self._registry}
        self.refused = Counter(
            "arm_tf_refused", "Requests refused", ["status"], **ours
        )
        self._pictures = Counter("arm_tf_pictures", "Pictures read", **ours)
        self._broken = Counter("arm_tf_broken", "Pictures not read", **ours)
        self._faces = Counter("arm_tf_faces", "Faces found", **ours)
        self._seconds = Histogram(
            "arm_tf_request_seconds",
            "From a request's first byte to its answer",
            buckets=SECONDS,
            **ours,
        )
        waiting = Gauge("arm_tf_waiting", "Requests being answered", **ours)
        waiting.set_function(lambda: readers.waiting)

    @contextlib.contextmanager
    def timed(self) -> Iterator[None]:
        """Counts a request that succeeds, and measures its duration."""
        begin = time.perf_counter()
        yield
        self._seconds.observe(time.perf_counter() - begin)

    def count(self, results: list[dict]) -> None:
        """Counts pictures and faces in results of `Readers.read`."""
        broken = sum("error" in result for result in results)
        self._broken.inc(broken)
        self._pictures.inc(len(results) - broken)
        self._faces.inc(sum(len(r.get("faces", ())) for r in results))

    def text(self) -> bytes:
        """Returns the figures in Prometheus' text format."""
        return generate_latest(self._registry)
