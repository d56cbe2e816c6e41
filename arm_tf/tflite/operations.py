"""The operations of a file, and the oldest runtime that knows each version.

A phone cannot load a file with an operation that is newer than its runtime, so
users need to know before they ship.
"""

import collections

from arm_tf.tflite import flatbuffer

# (operation, version) -> the first TensorFlow Lite that has it, as TensorFlow's
# own converter states in lite/tools/versioning/runtime_version.cc.
OLDEST_RUNTIME = {
    ("ADD", 1): "1.5.0",
    ("ADD", 2): "1.14.0",
    ("AVERAGE_POOL_2D", 1): "1.5.0",
    ("AVERAGE_POOL_2D", 2): "1.14.0",
    ("CAST", 1): "1.5.0",
    ("CONCATENATION", 1): "1.5.0",
    ("CONCATENATION", 2): "1.14.0",
    ("CONV_2D", 1): "1.5.0",
    ("CONV_2D", 2): "1.14.0",
    ("CONV_2D", 3): "1.14.0",
    ("CONV_2D", 5): "2.4.0",
    ("CONV_2D", 6): "2.9.0",
    ("CONV_2D", 7): "2.11.0",
    ("DEPTHWISE_CONV_2D", 1): "1.5.0",
    ("DEPTHWISE_CONV_2D", 2): "1.12.0",
    ("DEPTHWISE_CONV_2D", 3): "1.14.0",
    ("DEPTHWISE_CONV_2D", 4): "2.2.0",
    ("DEPTHWISE_CONV_2D", 6): "2.3.0",
    ("DEPTHWISE_CONV_2D", 7): "2.11.0",
    ("DEQUANTIZE", 1): "1.13.1",
    ("DEQUANTIZE", 2): "1.14.0",
    ("DEQUANTIZE", 3): "1.15.0",
    ("DEQUANTIZE", 5): "2.7.0",
    ("FULLY_CONNECTED", 1): "1.5.0",
    ("FULLY_CONNECTED", 2): "1.10.0",
    ("FULLY_CONNECTED", 4): "1.14.0",
    ("FULLY_CONNECTED", 5): "2.0.0",
    ("FULLY_CONNECTED", 9): "2.3.0",
    ("FULLY_CONNECTED", 10): "2.11.0",
    ("HARD_SWISH", 1): "1.15.0",
    ("LOGISTIC", 1): "1.14.0",
    ("LOGISTIC", 2): "1.14.0",
    ("MAX_POOL_2D", 1): "1.5.0",
    ("MAX_POOL_2D", 2): "1.14.0",
    ("MEAN", 1): "1.6.0",
    ("MEAN", 2): "1.14.0",
    ("MUL", 1): "1.5.0",
    ("MUL", 2): "1.14.0",
    ("PAD", 1): "1.5.0",
    ("PAD", 2): "1.14.0",
    ("QUANTIZE", 1): "1.14.0",
    ("QUANTIZE", 2): "1.15.0",
    ("RELU", 1): "1.5.0",
    ("RELU", 2): "2.1.0",
    ("RELU6", 1): "1.5.0",
    ("RELU6", 2): "1.14.0",
    ("RESHAPE", 1): "1.5.0",
    ("SOFTMAX", 1): "1.5.0",
    ("SOFTMAX", 2): "1.14.0",
}


def operations(content: bytes) -> list:
    """Returns a file's operations, the most frequent first.

    Args:
        content: bytes of a TFLite file.

    Returns:
        List of dicts: name, version, count and min_runtime, which is None
        if it is not in `OLDEST_RUNTIME`.
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
        {
            "name": name,
            "version": version,
            "count": count,
            "min_runtime": OLDEST_RUNTIME.get((name, version)),
        }
        for (name, version), count in used.most_common()
    ]


def oldest_runtime(ops: list) -> str | None:
    """Returns the oldest runtime that supports all operations.

    Args:
        ops: what `operations` returns.

    Returns:
        A version such as "2.3.0"; None if that of one is not known.
    """
    versions = [op["min_runtime"] for op in ops]
    if None in versions:
        return None
    return max(versions, key=lambda text: [int(x) for x in text.split(".")])
