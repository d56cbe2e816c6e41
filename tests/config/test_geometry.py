import dataclasses

import keras
import pytest

from arm_tf.config import PRESETS, Config
from arm_tf.config.geometry import arm_warning, feature_map
from arm_tf.config.parsing import table
from arm_tf.models.backbones import BACKBONES
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier

CONFIGS = [
    Config(backbone="resnet18", image_size=45, stem="half", width=0.125),
    Config(backbone="resnet34", image_size=30, stem="small", width=0.25),
    Config(backbone="resnet50", image_size=65, width=0.125),
    Config(backbone="face_resnet", image_size=128, stem="half"),
    Config(backbone="face_resnet_medium", image_size=120, output_stride=16),
    Config(backbone="face_resnet_short", image_size=80, output_stride=8),
    Config(backbone="mobilenet_v3_small", image_size=65),
    Config(backbone="mobilenet_v3_large", image_size=64),
    Config(backbone="efficientnet_v2_b0", image_size=97),
]


def test_every_backbone_is_tried():
    assert [c.backbone for c in CONFIGS] == list(BACKBONES)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: c.backbone)
def test_the_map_is_the_networks(config):
    pixels = keras.Input((config.image_size, config.image_size, 3))
    features = BACKBONES[config.backbone].build(pixels, config, "float32")
    side, channels = feature_map(config)
    assert features.shape == (None, side, side, channels)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_is_the_papers_module_or_says_that_it_is_not(name):
    config = PRESETS[name]
    arm = KerasClassifier(classifier_from(config, ("a", "b", "c"))).arm
    geometry = (arm.norm.gamma.shape[0], arm.output.shape[-1])
    assert (geometry == (2, 121)) == (arm_warning(config) is None)
    assert ("warning: ARM" in table(name, config)) == (geometry != (2, 121))


def test_one_plane_or_a_small_map_is_warned_of():
    paper = Config()
    assert arm_warning(paper) is None
    one = dataclasses.replace(paper, width=0.5)
    assert "7x7 and 1 plane," in arm_warning(one)
    assert arm_warning(dataclasses.replace(one, arm_planes=2)) is None
    small = dataclasses.replace(paper, image_size=128)
    assert "4x4 and 2 planes" in arm_warning(small)
    assert arm_warning(dataclasses.replace(small, head="gap")) is None


def test_planes_are_made_by_a_convolution():
    config = Config(width=0.5, arm_planes=2)
    arm = KerasClassifier(classifier_from(config, ("a", "b"))).arm
    assert arm.project.filters == 512
    assert arm.output.shape == (None, 121)
