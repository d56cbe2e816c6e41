import dataclasses

import keras
import numpy as np
import pytest
from keras import ops

from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC
from arm_tf.models.backbones import BACKBONES
from arm_tf.models.classifier import build_classifier, classifier_from
from arm_tf.models.parts import KerasClassifier

TINY = Config(image_size=32, stem="half", width=0.125)
FACES = np.random.default_rng(0).integers(0, 256, (24, 32, 32, 3), "uint8")


def tiny(seed=1, dtype=None, **settings):
    keras.utils.set_random_seed(seed)
    model = classifier_from(dataclasses.replace(TINY, **settings), BASIC, dtype)
    # Statistics of a trained model, so that nothing is 0 or 1 by chance.
    model(FACES, training=True)
    return model


@pytest.mark.parametrize(
    "settings",
    [
        {"head": "gap"},
        {"head": "flatten"},
        {"head": "arm", "affinity": "ema"},
        {"head": "arm", "affinity": "none"},
    ],
)
def test_no_logit_depends_on_the_other_faces(settings):
    model = tiny(**settings)
    assert model.output_shape == (None, 7) and model.output.dtype == "float32"
    assert KerasClassifier(model).class_names == BASIC
    order = np.random.default_rng(1).permutation(len(FACES))
    together = model.predict(FACES, batch_size=24, verbose=0)
    spread = together.std(axis=0).max()
    for answers in (
        model.predict(FACES, batch_size=1, verbose=0),
        model.predict(FACES, batch_size=5, verbose=0),
        model.predict(FACES[order], batch_size=7, verbose=0)[order.argsort()],
        # Neighbours of one kind: what leaked in the original's evaluation.
        model.predict(
            np.concatenate([FACES, np.repeat(FACES[:1], 40, 0)]), verbose=0
        )[: len(FACES)],
    ):
        # Sums in another order differ in float32's last bits.
        np.testing.assert_allclose(answers, together, atol=1e-4 * spread)


def test_the_batch_mean_does_depend_on_them():
    model = tiny(head="arm", affinity="batch")
    together = model.predict(FACES, batch_size=24, verbose=0)
    alone = model.predict(FACES, batch_size=1, verbose=0)
    assert np.abs(together - alone).max() > 0.1 * together.std()


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_gives_nearly_the_same(policy):
    exact, mixed = tiny(), tiny(dtype=policy)
    mixed.set_weights(exact.get_weights())
    assert mixed.get_layer("layer1.0.conv1").compute_dtype == policy[6:]
    assert {w.dtype for w in mixed.weights} == {"float32"}
    expected = exact.predict(FACES, verbose=0)
    got = mixed.predict(FACES, verbose=0)
    np.testing.assert_allclose(got, expected, atol=0.05 * np.ptp(expected))


def test_original_network_has_its_parameters():
    model = classifier_from(Config(grey=False), BASIC)
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    # The original counts 11,178,395.
    assert trainable == 11_178_395
    assert model.get_layer("arm").output.shape == (None, 121)


@pytest.mark.parametrize(
    "backbone", [name for name in BACKBONES if not name.startswith("resnet")]
)
@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_other_backbones_compute_in_the_precision_given(backbone, dtype):
    config = Config(image_size=128, backbone=backbone, head="gap")
    model = classifier_from(config, BASIC, dtype)
    policies = {layer.dtype_policy.name for layer in model.layers[1:-2]}
    assert policies == {dtype}
    assert keras.config.dtype_policy().name == "float32"
    logits = model(FACES[:2].repeat(4, axis=1).repeat(4, axis=2))
    assert logits.shape == (2, 7) and np.isfinite(logits).all()


def test_grey_models_do_not_see_colour():
    model = tiny(grey=True)
    luma = FACES.astype("float32") @ np.array([0.299, 0.587, 0.114])
    grey = np.repeat(luma[..., None], 3, axis=-1)
    np.testing.assert_allclose(
        model.predict(FACES.astype("float32"), verbose=0),
        model.predict(grey, verbose=0),
        atol=1e-3,
    )


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"stem": "imagenet"}, "larger images.*image_size=32"),
        ({"backbone": "mobilenet_v3_small"}, "ResNets only.*width=0.125"),
        ({"weights": "imagenet"}, "torchvision checkpoint"),
    ],
)
def test_what_a_backbone_cannot_do_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        tiny(**settings)


def test_head_is_affine_in_the_map():
    # The algebra that the export relies on.
    model = tiny()
    layer = model.get_layer("arm")
    head = keras.Model(layer.input, model.output)
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 1, *layer.input.shape[1:]))
    at = [ops.convert_to_numpy(head(x)) for x in (0 * a, a, b, a + b)]
    np.testing.assert_allclose(
        at[3] - at[0], at[1] + at[2] - 2 * at[0], atol=1e-4
    )


def test_is_plain_keras():
    """As docs/training.md has it: `compile` and `fit` on images and labels."""
    keras.utils.set_random_seed(0)
    options = {"stem": "half", "width": 0.125, "image_size": 32}
    model = build_classifier(("dark", "bright"), **options)
    labels = np.arange(32) % 2
    images = np.full((32, 32, 32, 3), 60.0) + 120 * labels[:, None, None, None]
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    fitted = model.fit(images, labels, batch_size=16, epochs=4, verbose=0)
    assert fitted.history["loss"][-1] < 0.5 * fitted.history["loss"][0]
    with pytest.raises(InputError, match="`head` must be one of"):
        build_classifier(("dark", "bright"), head="fancy")


def test_a_saved_model_answers_alike(tmp_path):
    model = tiny()
    model.save(tmp_path / "model.keras")
    twin = keras.saving.load_model(tmp_path / "model.keras")
    assert KerasClassifier(twin).class_names == BASIC
    np.testing.assert_array_equal(
        model.predict(FACES, verbose=0), twin.predict(FACES, verbose=0)
    )
