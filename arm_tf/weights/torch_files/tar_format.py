"""The tar files that `torch.save` wrote before PyTorch 0.1.10.

The member `storages` holds pickled descriptions, each followed by its data;
`tensors` the same for tensors; `pickle` the containers, which refer to both by
number. torchvision published its ResNets of 2017 in this format, with
parameters, not tensors, in the state_dict.
"""

import io
import struct

from arm_tf.weights.torch_files import restricted_pickle
from arm_tf.weights.torch_files.naming import named_tensors
from arm_tf.weights.torch_files.source import Place
from arm_tf.weights.torch_files.tensors import (
    MAX_DIMENSIONS,
    Kind,
    Storage,
    are_counts,
    load,
    tensor,
)
from arm_tf.weights.torch_files.vocabulary import damaged, no_storages

MEMBERS = ("storages", "tensors", "pickle")
BLOCK = 512  # bytes; headers and members fill whole blocks
MAX_MEMBERS = 16
MAX_DESCRIPTION = 4096  # bytes of the pickle before a storage's data
MAX_COUNT = 100_000  # storages, or tensors
COUNT = 8  # bytes of the number of elements before a storage's data


def recognises(head):
    """Whether a file that starts with the 512 bytes `head` is a tar file."""
    return head[257:262] == b"ustar"


def read(source):
    """Returns dict of str to array. `source`: `Source`."""
    members = _members(source)
    storages, places = _storages(source, members["storages"])
    tensors = _tensors(source, members["tensors"], storages)
    known = {str(key): value for key, value in (storages | tensors).items()}

    def by_number(persistent_id):
        if not isinstance(persistent_id, str) or persistent_id not in known:
            raise damaged("a reference to an unknown tensor")
        return known[persistent_id]

    pickle = _start(source, members["pickle"], restricted_pickle.MAX_SIZE)
    tree = restricted_pickle.load(pickle, by_number)
    return load(source, named_tensors(tree), places)


def _members(source):
    """Returns dict of name to `Place` of the three members needed."""
    members = {}
    position = 0
    # Each may have a member of its own before it, with its exact date.
    for _ in range(MAX_MEMBERS):
        header = source.head(position, BLOCK)
        if len(header) < BLOCK or not header.strip(b"\0"):
            break
        try:
            size = int(header[124:136].strip(b" \0"), 8)
        except ValueError:
            raise damaged("a tar member without size") from None
        place = Place(position + BLOCK, size)
        source.check(place)
        members.setdefault(header[:100].rstrip(b"\0").decode("latin1"), place)
        position = place.position + -(-size // BLOCK) * BLOCK
    if not set(MEMBERS) <= set(members):
        raise damaged("a tar file that torch.save did not write")
    return members


def _storages(source, member):
    """Returns dicts of number to `Storage`, and of key to `Place`."""
    storages, places = {}, {}
    number, position = _value(source, member.position)
    for _ in range(_count(number)):
        value, position = _value(source, position)
        match value:
            case (int() as key, str(), Kind() as kind) if key not in storages:
                length = source.read(Place(position, COUNT)).view("<i8").item()
                place = Place(position + COUNT, length * kind.width)
                source.check(place)
                storages[key] = Storage(str(key), kind, length)
                places[str(key)] = place
                position = place.position + place.size
            case _:
                raise damaged("an unknown or repeated storage")
    views, _ = _value(source, position, restricted_pickle.MAX_SIZE)
    storages.update(_views(views, storages))
    return storages, places


def _views(views, storages):
    """Returns dict of number to `Storage`: parts of other storages."""
    if not isinstance(views, list):
        raise damaged("no list of storage views")
    found = {}
    for view in views:
        match view:
            case (int() as key, int() as root, start, length) if (
                root in storages and are_counts(start, length)
            ):
                whole = storages[root]
                found[key] = Storage(whole.key, whole.kind, length, start)
            case _:
                raise damaged("an unknown view of a storage")
    return found


def _tensors(source, member, storages):
    """Returns dict of number to `Tensor`."""
    stream = _start(source, member, restricted_pickle.MAX_SIZE)
    tensors = {}
    for _ in range(_count(restricted_pickle.load(stream, no_storages))):
        match restricted_pickle.load(stream, no_storages):
            case (int() as key, int() as root, _) if root in storages:
                tensors[key] = _tensor(stream, storages[root])
            case _:
                raise damaged("an unknown tensor")
    return tensors


def _tensor(stream, storage):
    """Reads how many dimensions, four bytes, sizes, strides, offset."""
    head = stream.read(8)
    dimensions = struct.unpack("<i4x", head)[0] if len(head) == 8 else -1
    if not 0 <= dimensions <= MAX_DIMENSIONS:
        raise damaged(f"a tensor of {dimensions} dimensions")
    numbers = stream.read(8 * (2 * dimensions + 1))
    if len(numbers) < 8 * (2 * dimensions + 1):
        raise damaged("tensors that are cut off")
    *sides, offset = struct.unpack(f"<{2 * dimensions + 1}q", numbers)
    shape, strides = sides[:dimensions], sides[dimensions:]
    return tensor(storage, offset, tuple(shape), tuple(strides))


def _value(source, position, most=MAX_DESCRIPTION):
    """Returns a pickled value, and the position after it."""
    stream = io.BytesIO(source.head(position, most))
    value = restricted_pickle.load(stream, no_storages)
    return value, position + stream.tell()


def _start(source, member, most):
    """Returns a stream of the member's first `most` bytes."""
    size = min(member.size, most)
    return io.BytesIO(source.head(member.position, size))


def _count(number):
    if not are_counts(number) or number > MAX_COUNT:
        raise damaged("no proper number of storages or tensors")
    return number
