"""The `.safetensors` files, read by the library of that name.

The first 8 bytes are the length of a JSON header, which follows.
"""

import numpy as np
from safetensors import SafetensorError, deserialize

from arm_tf.errors import InputError
from arm_tf.weights.torch_files.tensors import Kind, decode

# Bytes; a ResNet-18's has 10 thousand. The library takes up to 100 million,
# and then 20 times as much memory.
MAX_HEADER = 4 * 2**20

# The library's names of types.
KINDS = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
}


def recognises(head):
    """Whether a file that starts with `head` starts with such a header."""
    return head[8:9] == b"{"


def read(source):
    """Returns dict of str to array. `source`: `Source`."""
    header = int.from_bytes(source.head(8), "little")
    if header > MAX_HEADER:
        raise InputError(
            f"Expected a header of at most {MAX_HEADER} bytes. Received: one "
            f"of {header}. Download the file again."
        )
    try:
        entries = deserialize(source.head(source.size))
    except SafetensorError as error:
        raise InputError(
            "Expected a whole safetensors file. Received: a damaged one "
            f"({str(error)[:80]}). Download it again."
        ) from None
    return {name: _array(name, entry) for name, entry in entries}


def _array(name, entry):
    if entry["dtype"] not in KINDS:
        raise InputError(
            f"Expected one of {', '.join(KINDS)}. Received: {name[:80]!r} of "
            f"type {entry['dtype']}. Convert it to float32."
        )
    raw = np.frombuffer(entry["data"], "uint8")
    values = decode(raw, Kind(KINDS[entry["dtype"]]))
    values.flags.writeable = False
    return values.reshape(entry["shape"])
