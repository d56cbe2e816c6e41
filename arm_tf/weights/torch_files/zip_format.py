"""The zip files that `torch.save` writes since PyTorch 1.6.

`NAME/data.pkl` holds the containers, `NAME/data/KEY` the bytes of storage KEY,
`NAME/byteorder` their order. Nothing is compressed, so each storage is a run of
bytes in the file, and memory is bounded by the file's size.
"""

import re
import struct
import zipfile

from arm_tf.errors import InputError
from arm_tf.weights.torch_files import restricted_pickle
from arm_tf.weights.torch_files.naming import named_tensors
from arm_tf.weights.torch_files.source import Place
from arm_tf.weights.torch_files.tensors import damaged, load

MAX_DIRECTORY = 4 * 2**20  # bytes; a ResNet-18's has 10 thousand
LOCAL_HEADER = struct.Struct("<4s22xHH")  # ..., lengths of name and extra


def recognises(head):
    """Whether a file that starts with `head` is a zip file."""
    return head.startswith(b"PK\x03\x04")


def read(source):
    """Returns dict of str to array. `source`: `Source`."""
    entries = _entries(source).items()
    places = {name: _place(source, entry) for name, entry in entries}
    prefix = _prefix(places)
    pickle = _contents(source, places[f"{prefix}data.pkl"])
    tree = restricted_pickle.load(pickle)
    order = b"little"
    if f"{prefix}byteorder" in places:
        order = _contents(source, places[f"{prefix}byteorder"])
    if order not in (b"little", b"big"):
        raise damaged("an unknown byte order")
    storages = {
        name.removeprefix(f"{prefix}data/"): place
        for name, place in places.items()
    }
    sign = "<" if order == b"little" else ">"
    return load(source, named_tensors(tree), storages, sign)


def _entries(source):
    """Returns dict of name to `zipfile.ZipInfo`, all uncompressed."""
    try:
        listed = zipfile.ZipFile(_Frugal(source.file)).infolist()
    except InputError:
        raise
    # Besides BadZipFile, what zipfile raises for invalid fields: its
    # NotImplementedError means a zip version that it does not support.
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError):
        raise InputError(
            "Expected a whole zip file. Received: one that is cut off or "
            "damaged. Download it again."
        ) from None
    entries = {}
    for entry in listed:
        if entry.filename in entries:
            raise damaged(f"two zip entries {entry.filename[:80]!r}")
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
            raise InputError(
                "Expected an uncompressed zip file. Received: "
                f"{entry.filename[:80]!r} compressed or encrypted. If the "
                "checkpoint is inside this zip file, unpack it first."
            )
        entries[entry.filename] = entry
    return entries


class _Frugal:
    """A file that limits the size of the directory that `zipfile` reads."""

    def __init__(self, file):
        self.file = file
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size=-1):  # Without size, the last 64 KiB of the file.
        if size > MAX_DIRECTORY:
            raise InputError(
                f"Expected a zip directory of at most {MAX_DIRECTORY} bytes. "
                f"Received: {size}. Download the file again."
            )
        return self.file.read(size)


def _place(source, entry):
    """Returns the `Place` of an entry's bytes, after its own header."""
    header = Place(entry.header_offset, LOCAL_HEADER.size)
    mark, name, extra = LOCAL_HEADER.unpack(source.read(header))
    if mark != b"PK\x03\x04":
        raise damaged(f"no zip entry where {entry.filename[:80]!r} should be")
    start = header.position + header.size + name + extra
    return Place(start, entry.file_size, entry.CRC)


def _prefix(names):
    """Returns the name of the folder that everything is in, with its `/`."""
    if any(name.endswith("/constants.pkl") for name in names):
        raise InputError(
            "Expected a state_dict. Received: a TorchScript program. Save "
            "torch.jit.load(...).state_dict() with torch.save."
        )
    pickles = [name for name in names if re.fullmatch("[^/]*/data.pkl", name)]
    if len(pickles) != 1:
        raise InputError(
            "Expected a zip file with one data.pkl, as torch.save writes it. "
            f"Received: {len(pickles)} of them. If the checkpoint is inside "
            "this zip file, unpack it first."
        )
    return pickles[0].removesuffix("data.pkl")


def _contents(source, place):
    """Returns the bytes of a small entry."""
    if place.size > restricted_pickle.MAX_SIZE:
        raise InputError(
            f"Expected containers of at most {restricted_pickle.MAX_SIZE} "
            f"bytes. Received: {place.size}. Save the state_dict alone."
        )
    return source.read(place).tobytes()
