import keras
import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC
from arm_tf.models.classifier import classifier_from
from arm_tf.models.face_resnet import (
    BLOCKS,
    MEDIUM,
    SHORT,
    STEMS,
    face_resnet,
    smallest_size,
)


def build(size, stem="half", blocks=BLOCKS):
    pixels = keras.Input((size, size, 3))
    return keras.Model(pixels, face_resnet(pixels, blocks, stem))


def test_has_dlibs_parameters():
    shortcuts = 2 * 2 * (32 * 64 + 64 * 128 + 128 * 256 + 256 * 256)
    norms = 4 * (7 * 32 + 8 * 64 + 6 * 128 + 8 * 256)
    kernels = 49 * 3 * 32 + 9 * (
        6 * 32**2 + 32 * 64 + 7 * 64**2 + 64 * 128 + 5 * 128**2
    )
    kernels += 9 * (128 * 256 + 7 * 256**2)
    assert build(75).count_params() == kernels + norms + shortcuts


@pytest.mark.parametrize(
    "stem, size, side",
    [
        ("imagenet", 150, 2),
        ("imagenet", 112, 1),
        ("half", 75, 2),
        ("half", 64, 1),
        ("half", 128, 3),
    ],
)
def test_size_of_the_map(stem, size, side):
    assert build(size, stem).output_shape == (None, side, side, 256)


def test_the_short_one_is_the_beginning_of_the_whole():
    short, whole = build(75, blocks=SHORT), build(75)
    shapes = {layer.name: layer.output.shape for layer in whole.layers[1:]}
    assert shapes["group3.1.relu"] == short.output.shape
    for layer in short.layers[1:]:
        assert layer.output.shape == shapes[layer.name]
    assert 0.1 < short.count_params() / whole.count_params() < 0.2


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("blocks", [BLOCKS, SHORT])
def test_smallest_images(stem, blocks):
    smallest = smallest_size(blocks, stem)
    assert min(build(smallest, stem, blocks).output_shape[1:]) == 1
    with pytest.raises(InputError, match=f"at least {smallest} pixels"):
        build(smallest - 1, stem, blocks)


@pytest.mark.parametrize("blocks, step", [(MEDIUM, 2), (BLOCKS, 4)])
def test_dilated_groups_compute_the_strided_network(blocks, step):
    pixels = keras.Input((128, 128, 3))
    dilated = keras.Model(pixels, face_resnet(pixels, blocks, output_stride=16))
    assert dilated.output_shape == (None, 7, 7, 256)
    strided = build(128, "imagenet", blocks)
    rng = np.random.default_rng(0)
    for layer in strided.layers:
        weights = layer.get_weights()
        if not weights:
            continue
        if len(weights) == 4:  # Statistics and shifts that are no zeros.
            weights = [w + rng.uniform(0, 0.3, w.shape) for w in weights]
            layer.set_weights(weights)
        dilated.get_layer(layer.name).set_weights(weights)
    faces = rng.normal(size=(2, 128, 128, 3)).astype("float32")
    small, large = np.asarray(strided(faces)), np.asarray(dilated(faces))
    matching = large[:, step - 1 :: step, step - 1 :: step]
    np.testing.assert_allclose(matching, small, rtol=1e-4, atol=1e-4)
    assert small.std() > 0.01


def test_lacking_rows_are_zero_in_the_sum():
    model = build(64)
    fill = model.get_layer("group3.0.fill")  # 14 pixels: 6 beside 7
    assert fill.padding == ((0, 1), (0, 1))
    shortcut = model.get_layer("group3.0.shortcut")
    both = keras.Model(
        model.input, [shortcut.output, model.get_layer("group3.0.add").output]
    )
    faces = np.random.default_rng(0).normal(size=(2, 64, 64, 3))
    short, total = (np.asarray(x) for x in both(faces.astype("float32")))
    np.testing.assert_array_equal(total[:, -1], short[:, -1])
    np.testing.assert_array_equal(total[:, :, -1], short[:, :, -1])
    assert (total[:, 0] != short[:, 0]).any()


@pytest.mark.parametrize("head", ["gap", "flatten"])
@pytest.mark.parametrize(
    "backbone, size", [("face_resnet", 64), ("face_resnet_short", 20)]
)
def test_heads_take_a_map_of_one_pixel(head, backbone, size):
    config = settings(backbone=backbone, image_size=size, head=head)
    assert classifier_from(config, BASIC).output_shape == (None, len(BASIC))


def test_computes_in_half_precision():
    config = settings(image_size=64, head="gap")
    model = classifier_from(config, BASIC, "mixed_bfloat16")
    policies = {layer.dtype_policy.name for layer in model.layers[1:-2]}
    assert policies == {"mixed_bfloat16"}
    faces = np.random.default_rng(0).uniform(0, 255, (2, 64, 64, 3))
    assert np.isfinite(model(faces.astype("float32"))).all()


def test_arm_takes_a_map_of_two_and_says_so():
    config = settings(image_size=75, head="arm")
    assert classifier_from(config, BASIC).output_shape == (None, len(BASIC))
    with pytest.raises(InputError, match="needs larger images.*image_size=64"):
        classifier_from(settings(image_size=64, head="arm"), BASIC)


def test_refuses_a_stem_of_other_networks():
    with pytest.raises(InputError, match="Received: stem=small"):
        classifier_from(settings(image_size=75, stem="small"), BASIC)


def settings(**changes):
    return Config(**{"backbone": "face_resnet", "stem": "half", **changes})
