"""The files that `torch.save` wrote from PyTorch 0.1.10 to 1.5.

Five pickles one after the other: a magic number, a version, facts about the
machine, the containers, the keys of the storages. Then each storage in the
order of the keys: how many elements, then the elements, always little endian.
"""

import io

from arm_tf.weights.torch_files import restricted_pickle
from arm_tf.weights.torch_files.naming import named_tensors
from arm_tf.weights.torch_files.source import Place
from arm_tf.weights.torch_files.tensors import load
from arm_tf.weights.torch_files.vocabulary import damaged, no_storages, storage

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
VERSION = 1001
COUNT = 8  # bytes of the number of elements before each storage


def recognises(head):
    """Whether a file that starts with `head` starts with a pickle."""
    return head.startswith(b"\x80")


def read(source):
    """Returns dict of str to array. `source`: `Source`."""
    head = io.BytesIO(source.head(0, restricted_pickle.MAX_SIZE))
    for expected in (MAGIC_NUMBER, VERSION):
        if restricted_pickle.load(head, no_storages) != expected:
            raise damaged("a pickle without PyTorch's magic number")
    restricted_pickle.load(head, no_storages)
    kinds = {}

    def remember(persistent_id):
        found = storage(persistent_id)
        kinds[found.key] = found.kind
        return found

    tree = restricted_pickle.load(head, remember)
    keys = restricted_pickle.load(head, no_storages)
    places = _places(source, head.tell(), keys, kinds)
    return load(source, named_tensors(tree), places)


def _places(source, position, keys, kinds):
    """Returns dict of storage key to `Place`, from `position` on."""
    places = {}
    if not isinstance(keys, list):
        raise damaged("no list of storages")
    for key in keys:
        if not isinstance(key, str) or key not in kinds or key in places:
            raise damaged("an unknown or repeated storage")
        count = source.read(Place(position, COUNT)).view("<i8").item()
        place = Place(position + COUNT, count * kinds[key].width)
        source.check(place)
        places[key] = place
        position = place.position + place.size
    return places
