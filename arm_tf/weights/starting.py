"""Loads the weights of trained models before training (transfer learning)."""

import keras
import numpy as np

from arm_tf.errors import InputError
from arm_tf.files.model_files import find_keras
from arm_tf.models.loading import load_model
from arm_tf.models.parts import CALIBRATED, LOGITS, KerasClassifier
from arm_tf.weights.face import load_face_weights
from arm_tf.weights.torch_weights import copy_fitting

MEASURED_FACES = 256  # the last maps of dlib's network may be one pixel


def load_weights(classifier: keras.Model, source: str, batches=None) -> None:
    """Copies the weights of every layer that fits from a trained model.

    Args:
        classifier: built classifier, changed in place.
        source: "" for none, "imagenet" (the backbone has loaded them itself),
            "face" (dlib's, for `face_resnet`), a bundled model's name, a run's
            folder, or the path of a `.keras` file of arm_tf or of a PyTorch
            checkpoint.
        batches: `FaceBatches`; "face" measures the statistics of batch norms
            on its first faces.

    Raises:
        InputError: nothing in the file fits this classifier.
    """
    if source in ("", "imagenet"):
        return
    if source == "face":
        number = load_face_weights(classifier, _first_faces(batches))
        print(f"weights: {number} convolutions of dlib's face recognition")
        return
    path = find_keras(source)
    copy = _copy_ours if path.suffix == ".keras" else copy_fitting
    copied, left = copy(path, classifier)
    print(f"weights: {len(copied)} layers from {source}")
    if left:
        print(f"weights: not in it, so trained from scratch: {', '.join(left)}")


def _first_faces(batches):
    images = []
    for number in range(len(batches)):
        images.extend(batches[number][0])
        if len(images) >= MEASURED_FACES:
            break
    return np.stack(images)


def _copy_ours(path, classifier):
    """Returns the names of the layers that were copied and that were left."""
    source = load_model(path)
    layers = {layer.name: layer for layer in source.layers}
    given, wanted = map(KerasClassifier, (source, classifier))
    if given.class_names != wanted.class_names:
        # Other classes, or another order: its outputs mean other classes.
        layers.pop(LOGITS, None)
    copied, left = [], []
    for layer in classifier.layers:
        if not layer.weights or layer.name == CALIBRATED:
            continue
        found = layers.get(layer.name)
        values = found.get_weights() if found else []
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
