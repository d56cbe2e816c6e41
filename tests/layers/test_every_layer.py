"""Every layer meets what Keras expects of layers."""

import keras
import numpy as np
import pytest

from arm_tf import layers
from arm_tf.layers import augment
from arm_tf.layers.mixing import Mixing

MAP = (2, 6, 6, 8)
SAME = None
# layer -> arguments, shape or shapes of its input, shape of its output
CASES = {
    "AmendRepresentation": ((2, "batch", 3), MAP, (2, 81)),
    "BatchNormalization": ((), MAP, SAME),
    "CalibratedLogits": ((["a", "b"],), (2, 2), SAME),
    "DeAlbino": ((4, 2), MAP, (2, 2, 2, 8)),
    "FakeQuantization": ((), MAP, SAME),
    "FeatureArrangement": ((2,), MAP, (2, 12, 12, 2)),
    "FreezableNormalization": ((), MAP, SAME),
    "HardSwish": ((), MAP, SAME),
    "LosslessAttention": ((), [(2, 12, 12, 4), MAP], MAP),
    "PixelNormalization": (((1, 2, 3), (4, 5, 6), True), (2, 6, 5, 3), SAME),
    "QuantizedConstant": (("add", 3.0), MAP, SAME),
    "QuantizedConv2D": ((5, 3), MAP, (2, 4, 4, 5)),
    "QuantizedDense": ((5,), (2, 8), (2, 5)),
    "QuantizedDepthwiseConv2D": ((3,), MAP, (2, 4, 4, 8)),
    "SharingAffinity": ((), (2, 9), SAME),
}
FLOAT32 = {"CalibratedLogits"}  # whatever the dtype policy
REFUSES_HALF = {name for name in CASES if name.startswith("Quantized")}
REFUSES_HALF |= {"FakeQuantization", "FreezableNormalization"}
RNG = np.random.default_rng(0)


def case(name, **options):
    """Returns a layer, built, its inputs, and its output's shape."""
    arguments, shapes, expected = CASES[name]
    keras.utils.set_random_seed(0)
    layer = getattr(layers, name)(*arguments, **options)
    several = isinstance(shapes, list)
    inputs = [
        RNG.uniform(0, 4, shape).astype("float32")
        for shape in (shapes if several else [shapes])
    ]
    symbols = [keras.Input(x.shape[1:], batch_size=2) for x in inputs]
    outputs = layer(symbols if several else symbols[0])
    assert outputs.shape == (expected or shapes)
    if name == "FakeQuantization":
        layer.assign_range(0, 4)
    return layer, inputs if several else inputs[0], expected or shapes


def test_every_layer_that_is_saved_is_examined():
    assert set(CASES) == set(layers.__all__)


@pytest.mark.parametrize("name", CASES)
def test_shape_and_config(name):
    layer, inputs, expected = case(name)
    output = layer(inputs)
    assert output.shape == expected and np.isfinite(output).all()
    shapes = CASES[name][1]
    assert tuple(layer.compute_output_shape(shapes)) == expected
    twin = type(layer).from_config(layer.get_config())
    assert twin.get_config() == layer.get_config()


@pytest.mark.parametrize("name", CASES)
def test_a_saved_layer_gives_the_same(name, tmp_path):
    layer, inputs, _ = case(name)
    inputs = inputs if isinstance(inputs, list) else [inputs]
    symbols = [keras.Input(x.shape[1:]) for x in inputs]
    fed = symbols if len(symbols) > 1 else symbols[0]
    model = keras.Model(symbols, layer(fed))
    for weight in model.weights:  # none at 0 or 1, where errors hide
        if weight.dtype == "float32" and "range" not in weight.path:
            weight.assign(RNG.uniform(0.5, 1.5, weight.shape))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model(inputs), loaded(inputs))


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize("name", CASES)
def test_half_precision(name, policy):
    if name in REFUSES_HALF:
        with pytest.raises(ValueError, match="float32. Received: dtype=mixed"):
            case(name, dtype=policy)
        return
    layer, inputs, _ = case(name, dtype=policy)
    output = layer(inputs)
    kind = "float32" if name in FLOAT32 else policy.removeprefix("mixed_")
    assert keras.backend.standardize_dtype(output.dtype) == kind
    floats = [w.dtype for w in layer.weights if "float" in w.dtype]
    assert set(floats) <= {"float32"}
    exact, _, _ = case(name)
    if layer.weights:
        exact.set_weights(layer.get_weights())
    np.testing.assert_allclose(
        np.array(output, "float32"), exact(inputs), rtol=0.05, atol=0.1
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda seeds: augment.RandomAffine(seeds, shift=0.2),
        augment.RandomLight,
        augment.RandomResolution,
        augment.FlipOrNoise,
        lambda seeds: augment.RandomErasing(seeds, (1, 2, 3)),
        lambda seeds: Mixing(seeds, mixup=0.2, cutmix=1.0),
    ],
)
@pytest.mark.parametrize("training", [False, True])
def test_augmentation_keeps_shape_and_precision(make, training):
    images = RNG.uniform(0, 255, (4, 12, 10, 3)).astype("float32")
    layer = make(keras.random.SeedGenerator(0))
    output = layer(images, training=training)
    if isinstance(layer, Mixing):
        output, share = output
        assert share.shape == (4, 1)
    assert output.shape == images.shape
    assert keras.backend.standardize_dtype(output.dtype) == "float32"
