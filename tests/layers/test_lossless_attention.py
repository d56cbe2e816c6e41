import keras
import numpy as np
import pytest
from keras import ops

from arm_tf.layers import BatchNormalization
from arm_tf.layers.lossless_attention import LosslessAttention, flatten
from tests.helpers import on_jax

SHAPES = {  # X, Y
    "same": ((4, 6, 8), (4, 6, 8)),
    "channels": ((4, 6, 3), (4, 6, 8)),
    "halved": ((8, 12, 4), (4, 6, 8)),
    "halved, odd": ((7, 11, 4), (4, 6, 8)),
    "halved, rounded down": ((9, 13, 4), (4, 6, 8)),
}


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def maps(name="halved", count=3):
    return [
        random(count, *shape, seed=i) for i, shape in enumerate(SHAPES[name])
    ]


def array(tensor):
    return ops.convert_to_numpy(tensor).astype("float32")


def randomise(layer):
    """Gives every weight a value that matters; returns them by path's end."""
    rng = np.random.default_rng(7)
    for weight in layer.weights:
        low = (
            0.7 if "variance" in weight.path or "gamma" in weight.path else -0.4
        )
        weight.assign(rng.uniform(low, 1.2, weight.shape))
    return {
        ".".join(w.path.split("/")[-2:]).split(".", 1)[1]: array(w)
        for w in layer.weights
    }


def convolve(x, kernel, stride, padding=1):
    """A 3x3 convolution padded on each side, written out."""
    x = np.pad(x, ((0, 0), (padding,) * 2, (padding,) * 2, (0, 0)))
    rows = range(0, x.shape[1] - 2, stride)
    columns = range(0, x.shape[2] - 2, stride)
    windows = [[x[:, i : i + 3, j : j + 3] for j in columns] for i in rows]
    return np.einsum("ijnuvc,uvco->nijo", np.array(windows), kernel)


def normalise(x, weights, name):
    gamma, beta, mean, variance = (
        weights[f"{name}.bn.{key}"]
        for key in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    return (x - mean) / np.sqrt(variance + 1e-5) * gamma + beta


def definition(previous, current, weights, source, fusion):
    """Section 3 of our notes on LLAM, in numpy."""
    if "previous.conv.kernel" in weights:
        kernel = weights["previous.conv.kernel"]
        down = previous.shape[1] == 2 * current.shape[1] + 1
        stride = 2 if down else -(-previous.shape[1] // current.shape[1])
        x = convolve(previous, kernel, stride, 0 if down else 1)
        previous = np.maximum(normalise(x, weights, "previous"), 0)
    seen = {
        "both": np.concatenate([previous, current], -1)
        if source == "both"
        else None,
        "previous": previous,
        "current": current,
    }[source]
    x = convolve(seen, weights["attention.conv.kernel"], 1)
    gate = 1 / (1 + np.exp(-normalise(x, weights, "attention")))
    return current * gate + (current if fusion == "residual" else 0)


@pytest.mark.parametrize("shapes", SHAPES)
@pytest.mark.parametrize("source", ["both", "previous", "current"])
@pytest.mark.parametrize("fusion", ["residual", "multiply"])
def test_is_its_definition(shapes, source, fusion):
    layer = LosslessAttention(source, fusion, name="llam")
    inputs = maps(shapes)
    layer.build([x.shape for x in inputs])
    weights = randomise(layer)
    expected = definition(*inputs, weights, source, fusion)
    np.testing.assert_allclose(array(layer(inputs)), expected, atol=2e-4)


@pytest.mark.parametrize(
    "fusion, factor", [("residual", 1.5), ("multiply", 0.5)]
)
def test_starts_as_a_constant_gate(fusion, factor):
    inputs = maps()
    layer = LosslessAttention(fusion=fusion)
    for training in (False, True):
        out = array(layer(inputs, training=training))
        np.testing.assert_allclose(out, factor * inputs[1], rtol=1e-6)


def test_training_uses_the_batch_and_moves_the_statistics():
    layer = LosslessAttention()
    layer.build([x.shape for x in maps()])
    randomise(layer)
    means = [w for w in layer.weights if "moving_mean" in w.path]
    before = [array(w) for w in means]
    answer = array(layer(maps(), training=False))
    assert all(
        (array(w) == b).all() for w, b in zip(means, before, strict=True)
    )
    trained = array(layer(maps(), training=True))
    assert not np.allclose(answer, trained, atol=1e-3)
    assert len(means) == 2
    assert all(
        (array(w) != b).all() for w, b in zip(means, before, strict=True)
    )


def small_model():
    inputs = [keras.Input(shape) for shape in SHAPES["halved"]]
    layer = LosslessAttention("both", "residual", name="llam")
    model = keras.Model(inputs, layer(inputs))
    randomise(layer)
    return model


def test_is_saved_and_loaded(tmp_path):
    model = small_model()
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    config = loaded.get_layer("llam").get_config()
    assert (config["source"], config["fusion"]) == ("both", "residual")
    np.testing.assert_array_equal(
        loaded.predict(maps(), verbose=0), model.predict(maps(), verbose=0)
    )


ON_JAX = """
import sys
sys.modules["tensorflow"] = None  # as where it is not installed
import keras, numpy as np
from arm_tf.layers.lossless_attention import LosslessAttention

folder = sys.argv[1]
maps = list(np.load(folder + "/maps.npz").values())
model = keras.saving.load_model(folder + "/model.keras")
np.save(folder + "/answer.npy", model.predict(maps, verbose=0))
before = [np.array(w) for w in model.weights]
model.compile("sgd", "mse")
model.fit(maps, maps[1], verbose=0)
assert keras.backend.backend() == "jax"
assert all((np.array(w) != b).any() for w, b in zip(model.weights, before))
"""


def test_answers_alike_and_learns_on_jax(tmp_path):
    model = small_model()
    model.save(tmp_path / "model.keras")
    np.savez(tmp_path / "maps.npz", *maps())
    on_jax.run(ON_JAX, tmp_path)
    np.testing.assert_allclose(
        np.load(tmp_path / "answer.npy"),
        model.predict(maps(), verbose=0),
        atol=1e-4,
    )


def test_flattened_it_is_the_same_in_layers_of_keras():
    model = small_model()
    flat = flatten(model)
    assert not any(isinstance(x, LosslessAttention) for x in flat.layers)
    kinds = {
        type(layer).__module__.split(".")[0]
        for layer in flat.layers
        if type(layer) is not BatchNormalization  # Keras' own in inference
    }
    assert kinds == {"keras"}
    assert {w.path for w in flat.weights} == {w.path for w in model.weights}
    for training in (False, True):
        np.testing.assert_allclose(
            array(flat(maps(), training=training)),
            array(model(maps(), training=training)),
            atol=1e-5,
        )


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"source": "next"}, "`source` must be.*both, previous.*'next'"),
        ({"fusion": "add"}, "`fusion` must be.*residual, multiply.*'add'"),
    ],
)
def test_unknown_settings(arguments, message):
    with pytest.raises(ValueError, match=message):
        LosslessAttention(**arguments)


def test_maps_that_do_not_fit():
    with pytest.raises(ValueError, match=r"whole multiple.*\(3, 2, 2, 8\)"):
        LosslessAttention().build([(3, 2, 2, 8), (3, 5, 5, 8)])
