"""Fake quantization: where, how exactly, and what is rejected."""

import os

import keras
import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.layers.fake_quantization import (
    FakeQuantization,
    FreezableNormalization,
    QuantizedConstant,
    QuantizedConv2D,
    QuantizedDense,
    QuantizedDepthwiseConv2D,
)
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.quantize.insert import fold_calibration, quantize
from arm_tf.quantize.layer_errors import layer_errors
from arm_tf.quantize.range_calibration import min_max_by_tensor
from arm_tf.quantize.trace import quantized_tensors
from tests.helpers.small_models import random_faces, residual
from tests.helpers.squares import face_set


@pytest.fixture(scope="module")
def folded():
    return fold(KerasClassifier(residual())).network


@pytest.fixture(scope="module")
def quantized(folded):
    return quantize(KerasClassifier(folded), face_set(100)).network


def test_rounds_each_tensor_of_the_file_once(folded):
    names, _ = quantized_tensors(folded)
    # Not conv1, bn1 (fused into relu1), pooling, conv2 (into bn2), add (into
    # relu2), flatten.
    assert names == ["normalize", "relu1", "bn2", "relu2", "fc"]


def test_gives_nearly_the_same_logits(folded, quantized):
    faces = random_faces(32, seed=2)
    exact, rounded = np.asarray(folded(faces)), np.asarray(quantized(faces))
    error = np.abs(rounded - exact)
    assert 0 < error.mean() < 0.02 * np.abs(exact).max()


def test_names_the_layers_that_lose_most(folded, quantized):
    errors = layer_errors(folded, quantized, random_faces(8))
    assert set(errors) == {"normalize", "relu1", "bn2", "relu2", "fc"}
    assert list(errors.values()) == sorted(errors.values(), reverse=True)
    assert 0 < errors["normalize"] < 0.01  # only the rounding of one layer


@pytest.mark.parametrize("bits, largest", [(8, 127), (4, 7)])
def test_weights_have_a_range_per_output_channel(folded, bits, largest):
    model = quantize(KerasClassifier(folded), face_set(100), weight_bits=bits)
    kernel = np.asarray(model.network.get_layer("conv1").quantized_kernel())
    for channel in range(kernel.shape[-1]):
        steps = np.unique(np.abs(kernel[..., channel]))
        # Whole multiples of a share of the channel's largest weight.
        multiples = steps * largest / steps.max()
        np.testing.assert_allclose(multiples, multiples.round(), atol=1e-3)
    copy = keras.models.clone_model(model.network)
    assert copy.get_layer("conv1").weight_bits == bits  # as a saved one's


def test_a_range_includes_zero_and_has_256_values():
    layer = FakeQuantization()
    layer.build((None, 4))
    layer.assign_range(1.0, 3.0)
    x = np.linspace(-1, 4, 5000, dtype="float32").reshape(-1, 4)
    values = np.unique(np.asarray(layer(x)))
    assert len(values) == 256 and values[0] == 0
    assert values[-1] == pytest.approx(3.0)


@pytest.fixture(params=["mixed_float16", "mixed_bfloat16"])
def half_precision(request):
    """Keras' global policy is of half precision during a test."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize(
    "make",
    [
        lambda: FakeQuantization(0.0, 1.0),
        lambda: QuantizedConstant("add", 0.3),
        lambda: QuantizedConv2D(2, 1),
        lambda: QuantizedDepthwiseConv2D(1),
        lambda: QuantizedDense(2),
        lambda: FreezableNormalization(),
    ],
)
def test_half_precision_as_the_global_policy_changes_nothing(
    half_precision, make
):
    x = np.linspace(0, 1, 48, dtype="float32").reshape(1, 4, 4, 3)
    keras.utils.set_random_seed(0)
    found = make()(x)
    keras.config.set_dtype_policy("float32")
    keras.utils.set_random_seed(0)
    expected = make()(x)
    assert keras.backend.standardize_dtype(found.dtype) == "float32"
    np.testing.assert_array_equal(found, expected)


def test_one_odd_face_does_not_decide_a_range(folded):
    calm = np.full((128, 32, 32, 3), 120, "uint8")
    wild = random_faces(128)
    mixed = np.concatenate([wild[:1], calm[1:]])
    low, high, between = (
        min_max_by_tensor(folded, faces)["relu1"][1]
        for faces in (calm, wild, mixed)
    )
    assert low < between < (low + high) / 2


def test_frozen_ranges_stay():
    layer = FakeQuantization()
    layer.build((None, 4))
    layer.assign_range(-1.0, 1.0)
    x = np.full((1, 4), 100.0, "float32")
    layer(x, training=True)
    moved = [float(w) for w in layer.weights]
    assert moved[1] == pytest.approx(1 + 0.001 * 99)
    layer.frozen = True
    layer(x, training=True)
    assert [float(w) for w in layer.weights] == moved


@pytest.mark.parametrize("name", ["bn1", "bn2"])
def test_every_normalization_can_be_frozen(quantized, name):
    layer = quantized.get_layer(name)
    maps = np.random.default_rng(0).normal(3, 2, (4, 4, 4, 8))
    layer.frozen = True
    try:
        before = layer.get_weights()
        frozen = layer(maps.astype("float32"), training=True)
    finally:
        layer.frozen = False
    np.testing.assert_array_equal(frozen, layer(maps.astype("float32")))
    np.testing.assert_array_equal(before, layer.get_weights())


def test_folds_the_temperature(quantized):
    model = keras.models.clone_model(quantized)
    model.set_weights(quantized.get_weights())
    faces = random_faces(8, seed=3)
    model.layers[-1].temperature.assign(2.5)
    expected = np.asarray(model(faces))
    fold_calibration(KerasClassifier(model))
    assert float(model.layers[-1].temperature) == 1
    np.testing.assert_allclose(model(faces), expected, rtol=1e-4, atol=1e-5)


def test_the_import_does_not_switch_to_keras_2(quantized):
    assert "TF_USE_LEGACY_KERAS" not in os.environ


def test_refuses_too_few_faces(folded):
    with pytest.raises(InputError, match="at least 100 .* Received: 99"):
        quantize(KerasClassifier(folded), face_set(99))


def test_refuses_faces_of_other_classes(folded):
    others = ("neutral", "happiness", "contempt")
    with pytest.raises(InputError, match="neutral, happiness, contempt"):
        quantize(KerasClassifier(folded), face_set(100, others))
