"""Writes checkpoints as PyTorch does, byte by byte, without PyTorch.

Its parts are public, so that tests can combine them wrongly.
"""

import dataclasses
import pickle
import struct
import zipfile

import numpy as np

KINDS = {
    "float64": "Double",
    "float32": "Float",
    "float16": "Half",
    "int64": "Long",
    "int32": "Int",
    "int16": "Short",
    "int8": "Char",
    "uint8": "Byte",
    "bool": "Bool",
}


@dataclasses.dataclass(eq=False)
class Storage:
    """Elements of PyTorch's type `kind`, such as "Float", as bytes."""

    kind: str
    data: bytes
    length: int


@dataclasses.dataclass(eq=False)
class Tensor:
    """A strided view of a storage; anything goes."""

    storage: object
    offset: object
    shape: object
    strides: object


@dataclasses.dataclass
class Name:
    """A global that a pickle refers to by name."""

    module: str
    name: str


@dataclasses.dataclass
class Call:
    """The result of a function, with state set afterwards unless None."""

    function: object
    arguments: object
    state: object = None


@dataclasses.dataclass
class Id:
    """An object that a pickle refers to by persistent id."""

    value: object


def storage(array):
    """Returns a `Storage` of the elements of an array, row by row."""
    array = np.asarray(array)
    return Storage(KINDS[array.dtype.name], array.tobytes(), array.size)


def tensor(array):
    """Returns a `Tensor` with a storage of its own, contiguous."""
    array = np.asarray(array)
    strides = [1]
    for side in array.shape[:0:-1]:
        strides.insert(0, strides[0] * side)
    return Tensor(storage(array), 0, array.shape, tuple(strides[: array.ndim]))


def pickled(value, refer=None):
    """Returns the pickle of a value, in protocol 2.

    Args:
        value: None, bool, int, float, str, and dict (which becomes an
            OrderedDict), list and tuple of these; `Tensor`, `Storage`,
            `Name`, `Call`, `Id`; bytes are instructions, copied as they are.
        refer: function of a `Tensor` or `Storage` that returns the value by
            which the file refers to it.
    """
    return b"\x80\x02" + instructions(value, refer) + b"."


def instructions(value, refer=None):
    """Returns the pickle instructions that put `value` on the stack."""

    def code(part):
        return instructions(part, refer)

    match value:
        case bytes():
            return value
        case Tensor() | Storage():
            return code(refer(value))
        case Name(module, name):
            return f"c{module}\n{name}\n".encode()
        case Call(function, arguments, state):
            made = code(function) + code(arguments) + b"R"
            return made if state is None else made + code(state) + b"b"
        case Id(inner):
            return code(inner) + b"Q"
        case dict():
            items = b"".join(code(k) + code(v) for k, v in value.items())
            return b"ccollections\nOrderedDict\n)R(" + items + b"u"
        case list():
            return b"](" + b"".join(map(code, value)) + b"e"
        case tuple():
            return b"(" + b"".join(map(code, value)) + b"t"
        case str():
            text = value.encode()
            return b"X" + struct.pack("<I", len(text)) + text
        case _:  # Without the header and the end.
            return pickle.dumps(value, protocol=2)[2:-1]


def rebuilt(view):
    """Returns the call that makes a tensor."""
    return Call(
        Name("torch._utils", "_rebuild_tensor_v2"),
        (view.storage, view.offset, view.shape, view.strides, False, {}),
    )


class Keys:
    """Refers to storages by numbers, in the order of a pickle."""

    def __init__(self):
        self.storages = []

    def __call__(self, value):
        if isinstance(value, Tensor):
            return rebuilt(value)
        if value not in self.storages:
            self.storages.append(value)
        key = str(self.storages.index(value))
        kind = Name("torch", f"{value.kind}Storage")
        return Id(("storage", kind, key, "cpu", value.length))


def write_zip(path, value, order=None):
    """Writes what `torch.save(value, path)` does since PyTorch 1.6."""
    keys = Keys()
    entries = {"data.pkl": pickled(value, keys)}
    if order:
        entries["byteorder"] = order.encode()
    for key, storage in enumerate(keys.storages):
        entries[f"data/{key}"] = storage.data
    write_entries(path, {**entries, "version": b"3\n"})


def write_entries(path, entries, compression=zipfile.ZIP_STORED):
    """Writes a zip file of `entries`, dict of name to bytes."""
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(f"archive/{name}", data)
