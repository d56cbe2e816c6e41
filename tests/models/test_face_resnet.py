"""The shapes of dlib's network; `test_face` tests what it computes."""

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


@pytest.mark.parametrize("head", ["gap", "flatten"])
@pytest.mark.parametrize(
    "backbone, size", [("face_resnet", 64), ("face_resnet_short", 20)]
)
def test_heads_take_a_map_of_one_pixel(head, backbone, size):
    config = settings(backbone=backbone, image_size=size, head=head)
    assert classifier_from(config, BASIC).output_shape == (None, len(BASIC))


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
