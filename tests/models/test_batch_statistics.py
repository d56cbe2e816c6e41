"""What all backbones must have in common."""

import numpy as np
import pytest
from keras import layers

from arm_tf.config import Config
from arm_tf.models.classifier import classifier_from
from tests.helpers.small_models import LABELS


@pytest.mark.parametrize("backbone", ["resnet18", "mobilenet_v3_small"])
def test_running_statistics_move_a_tenth_of_the_way_in_a_step(backbone):
    config = Config(image_size=64, backbone=backbone, head="gap")
    model = classifier_from(config, LABELS)
    norms = [
        layer
        for layer in model.layers
        if isinstance(layer, layers.BatchNormalization)
    ]
    assert {norm.momentum for norm in norms} == {0.9}
    norm = norms[0]
    shape = (256, *norm.input.shape[1:])
    x = np.random.default_rng(0).normal(5, 1, shape).astype("float32")
    norm(x, training=True)
    np.testing.assert_allclose(norm.moving_mean, 0.5, atol=0.01)
