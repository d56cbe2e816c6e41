"""The limits of a request, and the error beyond them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Limits:
    """The server's limits; each has its own HTTP status.

    Attributes:
        body_bytes: of a request (413).
        pictures: in a request (400).
        pixels: of a picture (422); OpenCV enforces it.
        arrival_seconds: to receive a request (408).
        waiting: requests being received or processed at a time (429).
        queue_seconds: for a picture to wait for a worker (503).
    """

    body_bytes: int = 32 * 2**20
    pictures: int = 16
    pixels: int = 50_000_000
    arrival_seconds: float = 30
    waiting: int = 32
    queue_seconds: float = 30


class Refused(Exception):
    """A rejected request.

    Args:
        status: int, the HTTP status.
        sentence: str: what was expected, what was received, and what to do.
    """

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status
