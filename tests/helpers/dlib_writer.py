"""Writes networks as dlib serializes them, for the tests of the reader."""

import numpy as np

EMPTY = (0, 0, 0, 0)


def whole(number):
    """A byte with the sign and the length, then the bytes."""
    size = max(1, (abs(number).bit_length() + 7) // 8)
    head = size | (0x80 if number < 0 else 0)
    return bytes([head]) + abs(number).to_bytes(size, "little")


def wholes(*numbers):
    return b"".join(map(whole, numbers))


def number(mantissa, power):
    return wholes(mantissa, power)


def text(name):
    return whole(len(name)) + name.encode()


def array(values, shape=None):
    values = np.asarray(values, "<f4")
    return wholes(2, *(shape or (values.size, 1, 1, 1))) + values.tobytes()


def layer(name, fields=b""):
    """A layer with its three flags and what training left of it."""
    left = array([], EMPTY) * 3
    return text(name) + fields + b"110" + left


def convolution(kernel, bias, strides=1, padding=0):
    """`kernel`: `(filters, channels, rows, columns)`, as dlib has it."""
    filters, _, rows, columns = kernel.shape
    settings = (filters, rows, columns, strides, strides, padding, padding)
    return layer(
        "con_4",
        array(np.concatenate([kernel.ravel(), bias]))
        + wholes(*settings)
        + wholes(1, *kernel.shape)
        + wholes(1, 1, filters, 1, 1)
        + number(16, -4) * 3
        + number(0, 11),
    )


def affine(gamma, beta):
    part = wholes(1, 1, len(gamma), 1, 1)
    values = array(np.concatenate([gamma, beta]))
    return layer("affine_", values + part + part + whole(0))


def fully_connected(kernel):
    inputs, outputs = kernel.shape
    return layer(
        "fc_2",
        wholes(outputs, inputs)
        + array(kernel.ravel(), (inputs, outputs, 1, 1))
        + wholes(1, inputs, outputs, 1, 1)
        + wholes(1, *EMPTY)
        + whole(1)
        + number(16, -4) * 4,
    )


def pooling(name, size, strides):
    return layer(name, wholes(size, size, strides, strides, 0, 0))


def network(*layers):
    """A file: the loss, the nesting, the pixels, and the layers."""
    first, *others = layers
    return b"".join(
        [
            whole(1) + text("loss_metric_2") + number(4, -2) * 2,
            wholes(*[1, 2] * 3, 3),
            text("input_rgb_image_sized") + number(123, 0) * 3,
            wholes(150, 150) + first + whole(1),
            *others,
        ]
    )
