"""Reads pictures in a fixed number of threads, the workers."""

import contextlib
from collections.abc import Iterator

import anyio
import anyio.to_thread

from arm_tf.errors import InputError
from arm_tf.inference.analyzer import Analyzer
from arm_tf.serve.limits import Limits, Refused

# OpenCV's message for a picture beyond OPENCV_IO_MAX_IMAGE_PIXELS.
TOO_MANY_PIXELS = "CV_IO_MAX_IMAGE_PIXELS"


class Readers:
    """An `Analyzer` that many requests share.

    Args:
        analyzer: `Analyzer`; fastest with `threads=1`.
        workers: int. Pictures that are read in parallel.
        limits: `Limits` of the whole service.

    Attributes:
        limits: as given.
        waiting: int. Requests being received or processed.
    """

    def __init__(self, analyzer: Analyzer, workers: int, limits: Limits):
        self.waiting = 0
        self._analyzer = analyzer
        self.limits = limits
        self._turns = anyio.CapacityLimiter(workers)

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """Reserves a place for a request, before its body is received.

        Raises:
            Refused: there is none.
        """
        if self.waiting >= self.limits.waiting:
            raise Refused(
                429,
                f"Expected at most {self.limits.waiting} requests at a time. "
                "Received: one more. Try again in a moment.",
            )
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1

    async def read(self, pictures: list[bytes]) -> list[dict]:
        """Returns the result for each picture, in order.

        Raises:
            Refused: no worker was free in time, or a picture has too many
                pixels.
        """
        return [await self._in_turn(picture) for picture in pictures]

    async def _in_turn(self, picture):
        seconds = self.limits.queue_seconds
        with anyio.move_on_after(seconds):
            # Cancelled only while it waits for its turn.
            return await anyio.to_thread.run_sync(
                self._read, picture, limiter=self._turns
            )
        raise Refused(
            503,
            f"Expected a free worker within {seconds:g} seconds. Received: "
            "more requests than there is time for. Try again later.",
        )

    def _read(self, picture):
        try:
            found = self._analyzer.read(picture).to_dict()
        except InputError as error:
            if TOO_MANY_PIXELS not in str(error):
                return {"error": str(error)}
            raise Refused(
                422,
                f"Expected pictures of at most {self.limits.pixels // 10**6} "
                "megapixels. Received: a larger one. Shrink it first.",
            ) from None
        del found["file"]
        return found
