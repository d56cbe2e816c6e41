"""Models to start from, and to learn from, before the first step."""

import pathlib

import keras

from arm_tf.errors import InputError
from arm_tf.models.classifier import labels_of
from arm_tf.runs import load_model
from arm_tf.torch_weights import copy_fitting


def load_weights(classifier, source):
    """Copies the weights of every layer that fits from a trained model.

    Args:
        classifier: built classifier, changed in place.
        source: "" for none, "imagenet" (the backbone has loaded them itself),
            or the path of a `.keras` file of ours or of a PyTorch checkpoint.

    Raises:
        InputError: nothing in the file fits this classifier.
    """
    if source in ("", "imagenet"):
        return
    path = pathlib.Path(source)
    copy = _copy_ours if path.suffix == ".keras" else copy_fitting
    copied, left = copy(path, classifier)
    print(f"weights: {len(copied)} layers from {source}")
    if left:
        print(f"weights: not in it, so trained from scratch: {', '.join(left)}")


def load_teacher(path, classifier):
    """Returns a trained model that a classifier can learn from.

    Args:
        path: of a `.keras` file of ours; "" for None.
        classifier: the student.

    Returns:
        `keras.Model` from the student's pixels to logits. A teacher of
        another image size sees them resized (bilinear).

    Raises:
        InputError: the file's model has other labels.
    """
    if not path:
        return None
    teacher = load_model(pathlib.Path(path))
    ours, its = labels_of(classifier), labels_of(teacher)
    if ours != its:
        raise InputError(
            f"Expected a teacher with the student's labels, {', '.join(ours)}. "
            f"Received: {path} with {', '.join(its)}. Train one with the same "
            "data set."
        )
    return _at_size(teacher, classifier.input_shape[1:])


def _at_size(model, shape):
    """Returns a model for images of another size."""
    size = model.input_shape[1:3]
    if size == shape[:2]:
        return model
    pixels = keras.Input(shape)
    resized = keras.layers.Resizing(*size, dtype="float32")(pixels)
    return keras.Model(pixels, model(resized))


def _copy_ours(path, classifier):
    """Returns the names of the layers that were copied and that were left."""
    source = load_model(path)
    layers = {layer.name: layer for layer in source.layers}
    if labels_of(source) != labels_of(classifier):
        # Other classes, or another order: no row of it is what it seems.
        layers.pop("fc", None)
    copied, left = [], []
    for layer in classifier.layers:
        if not layer.weights or layer.name == "calibrated":
            continue
        values = (
            layers[layer.name].get_weights() if layer.name in layers else []
        )
        if [v.shape for v in values] == [tuple(w.shape) for w in layer.weights]:
            layer.set_weights(values)
            copied.append(layer.name)
        else:
            left.append(layer.name)
    if not copied:
        raise InputError(
            f"Expected weights for {classifier.name}. Received: {path}, of "
            "which no layer fits. Use the settings it was trained with."
        )
    return copied, left
