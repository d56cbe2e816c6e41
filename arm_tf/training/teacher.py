"""Knowledge distillation: the trained model that a student learns from.

Hinton et al., "Distilling the Knowledge in a Neural Network",
arXiv 1503.02531.
"""

import keras

from arm_tf.errors import InputError
from arm_tf.models.loading import load_model
from arm_tf.models.parts import KerasClassifier


def load_teacher(path: str, classifier: keras.Model) -> keras.Model | None:
    """Returns a trained model that a classifier can learn from.

    Args:
        path: a bundled model's name, a run's folder or an arm_tf `.keras` file;
            "" for None.
        classifier: the student.

    Returns:
        `keras.Model` from the student's pixels to logits, or None. A teacher
        with another image size gets them resized (bilinearly).

    Raises:
        InputError: the file's model has other labels.
    """
    if not path:
        return None
    teacher = KerasClassifier(load_model(path))
    ours, its = KerasClassifier(classifier).class_names, teacher.class_names
    if ours != its:
        raise InputError(
            f"Expected a teacher with the student's labels, {', '.join(ours)}. "
            f"Received: {path} with {', '.join(its)}. Train one with the same "
            "data set."
        )
    # A temperature below 1 sharpens its predictions, which would teach a
    # student to be more confident than the votes.
    logits = keras.Model(teacher.network.input, teacher.uncalibrated_logits)
    if logits.input_shape == classifier.input_shape:
        return logits
    pixels = keras.Input(classifier.input_shape[1:])
    size = logits.input_shape[1:3]
    resized = keras.layers.Resizing(*size, dtype="float32")(pixels)
    return keras.Model(pixels, logits(resized))
