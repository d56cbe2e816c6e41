"""Starting weights: from a file of ours, before the first step."""

import pathlib

from arm_tf.errors import InputError
from arm_tf.runs import load_model


def load_weights(classifier, source):
    """Copies the weights of every layer that fits from a trained model.

    Args:
        classifier: built classifier, changed in place.
        source: "" for none, "imagenet" (the backbone has loaded them itself),
            or the path of a `.keras` file of ours.

    Raises:
        InputError: nothing in the file fits this classifier.
    """
    if source in ("", "imagenet"):
        return
    source_model = load_model(pathlib.Path(source))
    layers = {layer.name: layer for layer in source_model.layers}
    copied, left = 0, []
    for layer in classifier.layers:
        if not layer.weights or layer.name == "calibrated":
            continue
        values = (
            layers[layer.name].get_weights() if layer.name in layers else []
        )
        if [v.shape for v in values] == [tuple(w.shape) for w in layer.weights]:
            layer.set_weights(values)
            copied += 1
        else:
            left.append(layer.name)
    if not copied:
        raise InputError(
            f"Expected weights for {classifier.name}. Received: {source}, "
            "of which no layer fits. Use the settings it was trained with."
        )
    print(f"weights: {copied} layers from {source}")
    if left:
        print(f"weights: not in it, so trained from scratch: {', '.join(left)}")
