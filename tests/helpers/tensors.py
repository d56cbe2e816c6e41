"""Inspects the tensors of a `.tflite` file."""

from ai_edge_litert import schema_py_generated as schema

from arm_tf.tflite import flatbuffer

FLOAT = {
    schema.TensorType.FLOAT16,
    schema.TensorType.FLOAT32,
    schema.TensorType.FLOAT64,
}


def float_tensors(content):
    """Returns the names of all float tensors but the graph's output."""
    (graph,) = flatbuffer.read(content).subgraphs
    return [
        tensor.name.decode()
        for index, tensor in enumerate(graph.tensors)
        if tensor.type in FLOAT and index not in list(graph.outputs)
    ]
