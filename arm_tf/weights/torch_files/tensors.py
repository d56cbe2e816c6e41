"""Tensors as a checkpoint describes them, and how they become arrays.

A tensor is a shape and strides over a storage, a run of bytes in the file.
Descriptions are checked before anything is read: a checkpoint of a few bytes
can claim a tensor of petabytes, or one that starts before its storage.
"""

import dataclasses
import math

import numpy as np

from arm_tf.errors import InputError

MAX_DIMENSIONS = 32

# PyTorch's storage classes, and the type of their elements.
KINDS = {
    "Double": "float64",
    "Float": "float32",
    "Half": "float16",
    "BFloat16": "bfloat16",
    "Long": "int64",
    "Int": "int32",
    "Short": "int16",
    "Char": "int8",
    "Byte": "uint8",
    "Bool": "bool",
}


@dataclasses.dataclass(frozen=True)
class Kind:
    """The type of a storage's elements, one of the values of `KINDS`."""

    name: str

    @property
    def width(self):
        """Bytes per element."""
        return 2 if self.name == "bfloat16" else np.dtype(self.name).itemsize


@dataclasses.dataclass(frozen=True)
class Storage:
    """`length` elements, the run of bytes called `key`."""

    key: str
    kind: Kind
    length: int


@dataclasses.dataclass(frozen=True)
class Tensor:
    """A strided view of a storage; offset and strides count elements."""

    storage: Storage
    offset: int
    shape: tuple
    strides: tuple


def damaged(what):
    """Returns the `InputError` for what `torch.save` never writes."""
    return InputError(
        "Expected a file as torch.save writes it. "
        f"Received: {what}. Download the file again."
    )


def tensor(storage, offset, shape, strides):
    """Returns a checked `Tensor`."""
    if not isinstance(storage, Storage):
        raise damaged(f"a tensor over {type(storage).__name__}, no storage")
    if not isinstance(shape, tuple) or not isinstance(strides, tuple):
        raise damaged("a tensor without sizes and strides")
    if len(shape) != len(strides) or len(shape) > MAX_DIMENSIONS:
        counts = f"{len(shape)} sizes and {len(strides)} strides"
        raise damaged(f"a tensor of {counts}, not up to {MAX_DIMENSIONS} each")
    if not are_counts(offset, *shape, *strides):
        raise damaged("sizes or strides that are not integers of 0 or more")
    steps = zip(shape, strides, strict=True)
    last = offset + sum((size - 1) * stride for size, stride in steps)
    if 0 not in shape and last >= storage.length:
        view = f"shape={shape}, strides={strides} at {offset}"
        elements = f"the {storage.length} elements of its storage"
        raise damaged(f"a tensor of {view}, not inside {elements}")
    return Tensor(storage, offset, shape, strides)


def are_counts(*numbers):
    """Whether all are integers that can be sizes of a 64-bit program."""
    return all(type(n) is int and 0 <= n < 2**63 for n in numbers)


def load(source, tensors, places, order="<"):
    """Returns dict of str to read-only array.

    From a dict of str to `Tensor` and one of storage keys to `Place`; `order`
    is "<" or ">": whether the file is little or big endian.
    """
    kinds = {}
    for name, wanted in tensors.items():
        _check(name, wanted, places, source)
        kind = wanted.storage.kind
        if kinds.setdefault(wanted.storage.key, kind) != kind:
            raise damaged(f"the storage of {name!r} with two types")
    claimed = sum(places[key].size for key in kinds)
    if claimed > source.size:
        fit = f"in a file of {source.size} bytes"
        raise damaged(f"overlapping storages of {claimed} {fit}")
    arrays = {
        key: decode(source.read(places[key]), kind, order)
        for key, kind in kinds.items()
    }
    return {
        name: _view(arrays[wanted.storage.key], wanted)
        for name, wanted in tensors.items()
    }


def _check(name, wanted, places, source):
    storage = wanted.storage
    if storage.key not in places:
        raise damaged(f"no data of {name!r}")
    source.check(places[storage.key])
    size = places[storage.key].size
    needed = storage.length * storage.kind.width
    if needed > size or size % storage.kind.width:
        wanted = f"{needed} bytes of {storage.kind.name}"
        raise damaged(f"{size} bytes where {name!r} needs {wanted}")
    # Strides of 0 repeat elements, so the storage's length limits nothing.
    if math.prod(max(n, 1) for n in wanted.shape) > source.size:
        many = "with more elements than the file has bytes"
        raise damaged(f"{name!r} of shape {wanted.shape}, {many}")


def decode(raw, kind, order="<"):
    """Returns the elements in uint8 `raw`: 1-D, in this machine's order."""
    if kind.name == "bool":
        return raw != 0
    if kind.name == "bfloat16":  # The upper half of a float32.
        bits = raw.view(f"{order}u2").astype("uint32")
        bits <<= 16
        return bits.view("float32")
    values = raw.view(np.dtype(kind.name).newbyteorder(order))
    wanted = "float32" if kind.name == "float16" else kind.name
    return values.astype(wanted, copy=False)


def _view(values, wanted):
    """Returns the tensor as a read-only view of its storage's `values`."""
    if 0 in wanted.shape:
        return np.zeros(wanted.shape, values.dtype)
    steps = zip(wanted.shape, wanted.strides, strict=True)
    return np.lib.stride_tricks.as_strided(
        values[wanted.offset :],
        wanted.shape,
        # A stride that is never taken may be any number.
        [stride * values.itemsize if n > 1 else 0 for n, stride in steps],
        writeable=False,
    )
