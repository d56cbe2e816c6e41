"""What one request may ask for, and what is told when it asks for more."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a server takes; each has an answer of its own.

    Attributes:
        body_bytes: of a request (413).
        pictures: in a request (400).
        pixels: of a picture (422); told to OpenCV, which reads no more.
        arrival_seconds: until a request has arrived (408).
        waiting: requests that are received or answered at a time (429).
        queue_seconds: until a picture's turn has come (503).
    """

    body_bytes: int = 32 * 2**20
    pictures: int = 16
    pixels: int = 50_000_000
    arrival_seconds: float = 30
    waiting: int = 32
    queue_seconds: float = 30


class Refused(Exception):
    """A request that is not answered.

    Args:
        status: int, HTTP's.
        sentence: str, what was expected, received, and what to do.
    """

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
