"""A file whose reads are checked against its size."""

import dataclasses
import os
import zlib

import numpy as np

from arm_tf.errors import InputError


@dataclasses.dataclass(frozen=True)
class Place:
    """The position of some bytes in the file."""

    position: int  # bytes from the start of the file
    size: int  # bytes
    checksum: int | None = None  # CRC-32; None where the format has none


class Source:
    """An open binary file of known size."""

    def __init__(self, file):
        self.file = file
        self.size = os.fstat(file.fileno()).st_size

    def read(self, place):
        """Returns uint8 `(place.size,)`, or raises `InputError`."""
        self.check(place)
        data = np.empty(place.size, "uint8")
        self.file.seek(place.position)
        if self.file.readinto(data) < place.size:
            raise InputError(
                f"Expected {self.size} bytes. Received: fewer; the file "
                "shrank while it was read. Try again."
            )
        if place.checksum not in (None, zlib.crc32(data)):
            raise InputError(
                f"Expected {place.size} intact bytes at {place.position}. "
                "Received: others, with a wrong checksum. Download the file "
                "again."
            )
        return data

    def head(self, most):
        """Returns bytes: the first `most`, or as many as there are."""
        return self.read(Place(0, min(self.size, most))).tobytes()

    def check(self, place):
        """Raises `InputError` unless the whole place is in the file."""
        end = place.position + place.size
        if place.position < 0 or place.size < 0 or end > self.size:
            raise InputError(
                f"Expected {place.size} bytes at {place.position}. Received: "
                f"a file of {self.size}. It is cut off or damaged; download "
                "it again."
            )
