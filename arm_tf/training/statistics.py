"""Measures the statistics of batch norms, and ARM's mean, for given weights.

During training they follow the weights and the batches from step to step. With
small batches, or a map of one pixel, they are only a rough estimate: measured
on a face network after an epoch of batches of 32, validation accuracy was 71 %,
and 79 % for the same weights with statistics of 2,048 faces.
"""

import keras
import numpy as np

from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet
from arm_tf.evaluation import evaluate
from arm_tf.layers.arm_parts import SharingAffinity
from arm_tf.layers.fake_quantization import FakeQuantization
from arm_tf.layers.ranges import set_ranges
from arm_tf.models.parts import every_layer
from arm_tf.training.temporary import changed

FACES = 4096
JUDGE_FACES = 1024  # to judge averaged weights after every epoch
RANGE_FACES = 512
BATCH = 128
RUNNING = (keras.layers.BatchNormalization, SharingAffinity)


def refresh(model: keras.Model, training: FaceSet, validation: FaceSet) -> bool:
    """Measures the statistics again and keeps them if they are better.

    With fake quantization, also the ranges. They are measured on the training
    faces, half of them mirrored; validation's cross-entropy decides.

    Returns:
        Whether the model, changed in place, has new statistics.
    """
    if not _layers(model, RUNNING) or len(training) < BATCH:
        return False
    before = _loss(model, validation)
    kept = model.get_weights()
    measure(model, training)
    if _layers(model, FakeQuantization):
        set_ranges(model, _images(model, training, RANGE_FACES))
    after = _loss(model, validation)
    print(
        f"statistics measured again: validation loss {after:.4f}, "
        f"before {before:.4f}"
    )
    if after >= before:
        model.set_weights(kept)
    return after < before


def _layers(model, kind):
    return [layer for layer in every_layer(model) if isinstance(layer, kind)]


def _loss(model, faces):
    logits = evaluate.predict(model, faces, 64)
    return evaluate.cross_entropy(logits, faces.targets)


def measure(model: keras.Model, training: FaceSet, number: int = FACES) -> None:
    """Sets each statistic to its mean over batches of training faces.

    With fewer training faces than a batch it does nothing.

    Args:
        model: whose batch norms and ARM are changed, in place.
        training: the training faces.
        number: int. How many of them are used at most.
    """
    layers = _layers(model, RUNNING)
    number = min(number, len(training)) // BATCH * BATCH
    if not layers or not number:
        return
    found = []
    # The statistics of the last batch alone, and no range that follows it.
    ranges = _layers(model, FakeQuantization)
    with changed(layers, "momentum", 0.0), changed(ranges, "frozen", True):
        for images in np.split(
            _images(model, training, number), number // BATCH
        ):
            images = images.astype("float32")
            images[::2] = images[::2, :, ::-1]
            model(images, training=True)
            found.append([np.array(x) for x in _statistics(layers)])
    for statistic, *values in zip(_statistics(layers), *found, strict=True):
        statistic.assign(np.mean(values, axis=0))


def _statistics(layers):
    """Returns the variables that training keeps a running mean in."""
    found = []
    for layer in layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            found += [layer.moving_mean, layer.moving_variance]
        elif layer.affinity == "ema":
            found.append(layer.generic)
    return found


def _images(model, faces, number):
    """Returns uint8 `(number, height, width, 3)`, drawn from some faces."""
    rows = np.random.default_rng(0).permutation(len(faces))[:number]
    batch = FaceBatches(faces.take(rows), model.input_shape[1], len(rows))[0]
    return batch[0]
