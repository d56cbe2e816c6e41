"""Reads dlib's network files, without dlib.

A file is a stream without an index: each part determines how to parse the next.
A whole number is a byte, whose lowest four bits are the number of bytes that
follow and whose highest bit is the sign, then those bytes, little-endian. A
floating-point number is two whole numbers, mantissa and power of two; only the
weights themselves are plain float32. A network is a description of its nesting,
then its layers from the input on, each with its name, weights and settings, and
leftovers of training.
"""

import collections
import math
import pathlib

import numpy as np

from arm_tf.errors import InputError

MAX_FILE_SIZE = 2**30  # bytes; the face recognition network has 22e6
INPUT_LAYER = "input_rgb_image_sized"


def read_network(path: str | pathlib.Path) -> dict[str, np.ndarray]:
    """Returns the weights of a network by name, from the input on.

    Args:
        path: of a `.dat` file: convolutions, affine layers, pooling, sums and
            a fully connected layer, on images of a fixed size.

    Returns:
        Dict of str to float32 array, in the order of the file, in the layout
        of Keras: `con.N.kernel (rows, columns, in, out)` and `con.N.bias
        (out,)`, `affine.N.gamma` and `affine.N.beta (channels,)`,
        `fc.N.kernel (in, out)`; N counts the layers of a kind from 0.

    Raises:
        InputError: there is no such file, it is damaged, or holds another
            kind of network.
    """
    path = pathlib.Path(path)
    if not path.is_file() or path.stat().st_size > MAX_FILE_SIZE:
        raise InputError(
            f"Expected a file of a dlib network, of at most {MAX_FILE_SIZE} "
            f"bytes. Received: {path}. Check the path."
        )
    try:
        return _network(_Stream(path.read_bytes()))
    except _Damaged as error:
        raise InputError(
            f"Expected {path} to be a whole file of a dlib network. Received: "
            f"{error}. Get the file again."
        ) from None


def _network(stream):
    _skip_nesting(stream)
    counts = collections.Counter()
    found = _layer(stream, counts)
    stream.whole()  # The innermost layer alone has one more.
    while stream.left():
        found.update(_layer(stream, counts))
    return found


def _layer(stream, counts):
    """Returns the weights of the next layer by name."""
    name = stream.text()
    if name not in LAYERS:
        raise _Damaged(f"a layer called {name!r} at byte {stream.place}")
    weights = LAYERS[name](stream)
    if not all(np.isfinite(values).all() for values in weights.values()):
        raise _Damaged(f"a layer {name} whose weights are not numbers")
    stream.skip(3)  # three flags
    for _ in range(3):  # leftovers of training: gradients and an output
        stream.tensor()
    kind = name.split("_")[0]
    counts[kind] += 1
    return {f"{kind}.{counts[kind] - 1}.{k}": v for k, v in weights.items()}


def _skip_nesting(stream):
    """Skips the loss, the versions of all layers, and the input layer."""
    stream.whole()
    if stream.text() != "loss_metric_2":
        raise _Damaged("a file that does not start with loss_metric_2")
    stream.numbers(2)  # its margin and distance
    while stream.whole() != 3:  # the version of the innermost layer
        pass
    if stream.text() != INPUT_LAYER:
        raise _Damaged(f"a network without {INPUT_LAYER}")
    stream.numbers(3)  # the mean colour
    stream.wholes(2)  # rows and columns


def _convolution(stream):
    values = stream.tensor()
    stream.wholes(7)  # filters, rows, columns, strides, padding
    shape, biases = stream.part(), stream.part()
    stream.numbers(4)  # shares of the rates
    kernel, bias = _split(values, shape, biases)
    return {"kernel": kernel.transpose(2, 3, 1, 0), "bias": bias.ravel()}


def _affine(stream):
    values = stream.tensor()
    gamma, beta = _split(values, stream.part(), stream.part())
    stream.whole()
    return {"gamma": gamma.ravel(), "beta": beta.ravel()}


def _fully_connected(stream):
    stream.wholes(2)  # outputs, inputs
    values = stream.tensor()
    shape, biases = stream.part(), stream.part()  # the latter empty
    stream.whole()
    stream.numbers(4)
    kernel, _ = _split(values, shape, biases)
    return {"kernel": kernel.reshape(shape[0], math.prod(shape[1:]))}


def _pooling(stream):
    stream.wholes(6)  # rows, columns, strides, padding
    return {}


LAYERS = {
    "con_4": _convolution,
    "affine_": _affine,
    "fc_2": _fully_connected,
    "max_pool_2": _pooling,
    "avg_pool_2": _pooling,
    "relu_": lambda stream: {},
    "add_prev_": lambda stream: {},
}


def _split(values, *shapes):
    """Splits a layer's weights `(n,)` into arrays of its shapes."""
    sizes = [math.prod(shape) for shape in shapes]
    if sum(sizes) != len(values):
        raise _Damaged(f"{len(values)} weights for shapes {shapes}")
    parts = np.split(values, np.cumsum(sizes)[:-1])
    return [part.reshape(s) for part, s in zip(parts, shapes, strict=True)]


class _Damaged(Exception):
    """The file is damaged; the message says how."""


class _Stream:
    """Parses a file's bytes one value after the other."""

    def __init__(self, data):
        self.data = data
        self.place = 0

    def left(self):
        """Returns how many bytes are left."""
        return len(self.data) - self.place

    def skip(self, length):
        """Returns the next bytes."""
        if not 0 <= length <= self.left():
            raise _Damaged(f"{self.left()} bytes where {length} must follow")
        self.place += length
        return self.data[self.place - length : self.place]

    def whole(self):
        """Returns a whole number."""
        head = self.skip(1)[0]
        length = head & 0x0F
        if not 1 <= length <= 8 or head & 0x70:
            raise _Damaged(f"no whole number at byte {self.place - 1}")
        number = int.from_bytes(self.skip(length), "little")
        return -number if head & 0x80 else number

    def wholes(self, count):
        """Returns a tuple of whole numbers."""
        return tuple(self.whole() for _ in range(count))

    def numbers(self, count):
        """Skips floating-point numbers: nothing here needs them."""
        self.wholes(2 * count)

    def text(self):
        """Returns a name."""
        return self.skip(self.whole()).decode("latin-1")

    def part(self):
        """Returns the shape of a part of a layer's weights."""
        self.whole()  # a version
        return self.shape()

    def shape(self):
        """Returns the four dimensions of an array."""
        shape = self.wholes(4)
        if min(shape) < 0:
            raise _Damaged(f"an array of {shape} at byte {self.place}")
        return shape

    def tensor(self):
        """Returns float32 `(n,)`, without its shape."""
        if self.whole() != 2:
            raise _Damaged(f"no array at byte {self.place}")
        size = 4 * math.prod(self.shape())
        return np.frombuffer(self.skip(size), "<f4").astype("float32")
