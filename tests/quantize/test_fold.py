"""The folded model against the classifier, on weights without zeros."""

import keras
import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.pixels import PixelNormalization
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.tflite.convert import with_probabilities
from tests.helpers.small_models import (
    LABELS,
    random_faces,
    randomised,
    small_config,
)

CASES = {
    "ema": {},
    "grey, 4x4 map": {"grey": True, "image_size": 64},
    "without affinity": {"affinity": "none"},
    "with a projection": {"width": 0.25, "image_size": 64},
    "gap": {"head": "gap"},
    "flatten": {"head": "flatten"},
    "face network": {
        "backbone": "face_resnet",
        "stem": "half",
        "image_size": 64,
        "head": "gap",
    },
}


def folded(model):
    return fold(KerasClassifier(model)).network


@pytest.mark.parametrize("settings", CASES.values(), ids=CASES)
def test_gives_the_same_logits(settings):
    model = randomised(**settings)
    faces = random_faces(4, model.input_shape[1])
    expected = np.asarray(model(faces))
    logits = np.asarray(folded(model)(faces))
    # float32 sums of a few thousand terms in another order.
    assert np.abs(logits - expected).max() < 1e-4 * np.abs(expected).max()


def test_folds_every_layer_a_phone_lacks():
    kinds = {type(layer) for layer in folded(randomised()).layers}
    assert not kinds & {AmendRepresentation, PixelNormalization}
    assert keras.layers.Flatten in kinds


def test_folds_the_temperature():
    assert fold(KerasClassifier(randomised())).temperature == 1


def test_makes_a_half_precision_model_float32():
    half = classifier_from(small_config(), LABELS, "mixed_bfloat16")
    policies = {layer.dtype_policy.name for layer in folded(half).layers}
    assert policies == {"float32"}


def test_ends_in_probabilities():
    model = randomised()
    faces = random_faces(2)
    logits = np.asarray(model(faces), "float64")
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    twin = with_probabilities(fold(KerasClassifier(model)))
    np.testing.assert_allclose(twin(faces), expected, rtol=1e-3, atol=1e-5)


def test_refuses_answers_that_depend_on_the_batch():
    with pytest.raises(InputError, match="Received: affinity=batch"):
        folded(randomised(affinity="batch"))
