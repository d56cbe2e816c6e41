"""The limits of a request, and the error beyond them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Limits:
    """The server's limits; each has its own HTTP status."""

    body_bytes: int = 32 * 2**20  # of a request (413)
    pictures: int = 16  # in a request (400)
    pixels: int = 50_000_000  # of a picture (422); OpenCV enforces it
    arrival_seconds: float = 30  # to receive a request (408)
    waiting: int = 32  # requests being received or processed at a time (429)
    queue_seconds: float = 30  # for a picture to wait for a worker (503)


class Refused(Exception):
    """A rejected request, with its HTTP status and an error's sentence."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status
