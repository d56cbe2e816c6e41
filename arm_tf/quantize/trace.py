"""Which tensors of a folded model an int8 file holds.

There is one range for every such tensor: after ReLU, after an addition, after
a BatchNorm that feeds one; none between a convolution, its BatchNorm and its
ReLU, which become one operation, and none after padding, pooling and
reshaping, which only move numbers.
"""

import dataclasses

import keras
from keras import layers

# Layers whose output has the range of their input.
SHAPE_OPS = (
    layers.ZeroPadding2D,
    layers.MaxPooling2D,
    layers.Reshape,
    layers.Flatten,
    layers.Dropout,
)


@dataclasses.dataclass(frozen=True)
class Step:
    """One operation of a functional model, applied once."""

    operation: object
    inputs: tuple
    output: object


def quantized_tensors(model: keras.Model) -> tuple:
    """Returns the names of the file's tensors, and a model that gives them.

    A tensor is named after the layer that computes it.
    """
    twin, steps = _trace(model)
    consumers = {}
    for step in steps:
        for tensor in step.inputs:
            consumers.setdefault(id(tensor), []).append(step.operation)
    last = steps[-1].operation  # The division by the temperature.
    tensors = {
        step.operation.name: step.output
        for step in steps
        if step.operation is not last
        and not isinstance(step.operation, SHAPE_OPS)
        and not _is_fused(step.operation, consumers[id(step.output)])
    }
    return list(tensors), keras.Model(twin.input, list(tensors.values()))


def _trace(model):
    """Returns a twin on new symbolic tensors, and its `Step`s in order."""
    steps = []

    def record(operation, *args, **kwargs):
        output = operation(*args, **kwargs)
        inputs = keras.tree.flatten((args, kwargs))
        tensors = tuple(x for x in inputs if keras.utils.is_keras_tensor(x))
        steps.append(Step(operation, tensors, output))
        return output

    twin = keras.models.clone_model(
        model, clone_function=lambda layer: layer, call_function=record
    )
    return twin, steps


def _is_fused(operation, consumers):
    """Returns whether an operation is fused with the next one."""
    if len(consumers) != 1 or isinstance(operation, layers.Activation):
        return False
    fusing = (layers.BatchNormalization, layers.ReLU)
    return isinstance(consumers[0], fusing)
