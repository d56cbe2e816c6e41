"""The operations of a file, and the oldest runtime that supports them.

A phone cannot load a file with an operation that is newer than its runtime, so
users need to know before they ship.
"""

import collections

from arm_tf.tflite import flatbuffer

METADATA = b"min_runtime_version"  # TensorFlow's converter writes it


def operations(content: bytes) -> list:
    """Returns a file's operations, the most frequent first.

    They are dicts: name, version and count.
    """
    model = flatbuffer.read(content)
    codes = [
        (flatbuffer.op_name(code), code.version) for code in model.operatorCodes
    ]
    used = collections.Counter(
        codes[operator.opcodeIndex]
        for graph in model.subgraphs
        for operator in graph.operators
    )
    return [
        {"name": name, "version": version, "count": count}
        for (name, version), count in used.most_common()
    ]


def oldest_runtime(content: bytes) -> str | None:
    """Returns the oldest TensorFlow Lite that supports all operations.

    A version such as "2.3.0", as the file's metadata states; None if they do
    not.
    """
    model = flatbuffer.read(content)
    for entry in model.metadata or []:
        if entry.name == METADATA:
            data = bytes(model.buffers[entry.buffer].data)
            return data.rstrip(b"\0").decode() or None
    return None
