"""Damages bytes as broken downloads and attackers do.

What input `index` of a target looks like follows from the target's name, the
seed and the index alone, so that any finding can be reproduced.
"""

import dataclasses
import io
import random
import re
import struct
import zipfile

# Sizes, counts and offsets that readers get wrong.
NUMBERS = (0, 1, -1, 2, 7, 127, 128, 255, 256, 2**15, 2**16 - 1, 2**24)
NUMBERS += (2**31 - 1, -(2**31), 2**32 - 1, 2**40, 2**63 - 1, -(2**63))
# The same, and what is no number, where files are text.
TEXTS = tuple(str(number).encode() for number in NUMBERS)
TEXTS += (b"", b"-0", b"1e999", b"nan", b"1.5", b" ", b"9" * 5000, b"0x1f")
TEXTS += (
    "\N{SUPERSCRIPT TWO}".encode(),
    "\N{ARABIC-INDIC DIGIT FIVE}".encode(),
)
LONGEST = 2**20  # bytes of an input
PER_INPUT = (1, 1, 1, 2, 3, 6)  # changes in one input


@dataclasses.dataclass(frozen=True)
class Container:
    """A zip file as its members, so that what is inside can be damaged.

    Attributes:
        members: dict of name to bytes; "" is what stands before the archive.
    """

    members: dict

    def pack(self):
        """Returns the file as bytes, its checksums right."""
        file = io.BytesIO()
        file.write(self.members.get("", b""))
        with zipfile.ZipFile(file, "a") as archive:
            for name in filter(None, self.members):
                archive.writestr(zipfile.ZipInfo(name), self.members[name])
        return file.getvalue()


def packed(seed):
    """Returns the bytes of a seed, bytes or `Container`."""
    return seed.pack() if isinstance(seed, Container) else seed


def mutated(target, seed, index, seeds, words=()):
    """Returns the damaged bytes of input `index`.

    Args:
        target: str, the target's name.
        seed: int.
        index: int, 0 or more.
        seeds: list of good files, all bytes or all `Container`.
        words: what a file of this kind may hold, bytes.
    """
    rng = random.Random(f"{target}/{seed}/{index}")
    good = rng.choice(seeds)
    if isinstance(good, Container) and rng.random() < 0.7:
        names = sorted(good.members, key=lambda n: (len(good.members[n]), n))
        # The largest holds most of what can go wrong.
        name = rng.choice((rng.choice(names), names[-1]))
        others = [s.members.get(name, b"") for s in seeds]
        damaged = _damaged(rng, good.members[name], others, words)
        return Container({**good.members, name: damaged}).pack()
    return _damaged(rng, packed(good), [packed(s) for s in seeds], words)


def _damaged(rng, good, others, words):
    data = bytearray(good)
    for _ in range(rng.choice(PER_INPUT)):
        rng.choice(WAYS)(rng, data, others, words)
    return bytes(data[:LONGEST])


def _flip(rng, data, others, words):
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _overwrite(rng, data, others, words):
    start, end = _span(rng, data, 8)
    data[start:end] = rng.randbytes(end - start)


def _number(rng, data, others, words):
    """Overwrites with a number of 1 to 8 bytes, in either byte order."""
    size = rng.choice((1, 2, 4, 8))
    number = rng.choice(NUMBERS) % 2 ** (8 * size)
    start = rng.randrange(len(data) + 1)
    data[start : start + size] = number.to_bytes(
        size, rng.choice(("little", "big"))
    )


def _grow(rng, data, others, words):
    """Adds a little to a number that is there, as off-by-one errors do."""
    if len(data) >= 4:
        start = rng.randrange(len(data) - 3)
        (number,) = struct.unpack_from("<I", data, start)
        number = (number + rng.choice((-8, -4, -1, 1, 4, 8))) % 2**32
        struct.pack_into("<I", data, start, number)


def _cut(rng, data, others, words):
    del data[rng.randrange(len(data) + 1) :]


def _delete(rng, data, others, words):
    start, end = _span(rng, data, 64)
    del data[start:end]


def _repeat(rng, data, others, words):
    start, end = _span(rng, data, 64)
    times = rng.choice((1, 1, 2, 100))
    data[start:start] = data[start:end] * times


def _insert(rng, data, others, words):
    start = rng.randrange(len(data) + 1)
    data[start:start] = rng.randbytes(rng.randrange(1, 16))


def _splice(rng, data, others, words):
    """Continues with the bytes of another good file."""
    other = rng.choice(others)
    data[rng.randrange(len(data) + 1) :] = other[
        rng.randrange(len(other) + 1) :
    ]


def _word(rng, data, others, words):
    start, end = _span(rng, data, 16)
    if words:
        data[start : rng.choice((start, end))] = rng.choice(words)


def _digits(rng, data, others, words):
    """Replaces a number in a text."""
    found = list(re.finditer(rb"-?\d+", bytes(data[: 2**14])))
    if found:
        start, end = rng.choice(found).span()
        data[start:end] = rng.choice(TEXTS)


def _field(rng, data, others, words):
    """Replaces what stands between two separators of a text."""
    found = list(re.finditer(rb'[^\s,:"\[\]{}]+', bytes(data[: 2**14])))
    if found:
        start, end = rng.choice(found).span()
        data[start:end] = rng.choice([*words, *TEXTS])


def _span(rng, data, most):
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(1, most + 1))


WAYS = (
    _flip,
    _overwrite,
    _number,
    _grow,
    _cut,
    _delete,
    _repeat,
    _insert,
    _splice,
    _word,
    _digits,
    _field,
)
