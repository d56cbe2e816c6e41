"""The settings' descriptions match the code that uses them."""

import dataclasses

import pytest

from arm_tf.config import CHOICES, PRESETS, Config, configure
from arm_tf.config.settings import DATASETS, RESNETS
from arm_tf.data.readers import READERS
from arm_tf.errors import InputError
from arm_tf.layers.arm_parts import AFFINITIES
from arm_tf.models.backbones import BACKBONES
from arm_tf.models.parts import HEADS
from arm_tf.models.resnet import DEPTHS, STEMS

FIELDS = {field.name: field for field in dataclasses.fields(Config)}


def test_the_choices_are_those_of_the_code():
    assert CHOICES["backbone"] == tuple(BACKBONES)
    assert RESNETS == tuple(f"resnet{depth}" for depth in DEPTHS)
    assert CHOICES["stem"] == tuple(STEMS)
    assert CHOICES["head"] == HEADS
    assert CHOICES["affinity"] == AFFINITIES
    assert set(DATASETS) == {*READERS, "synthetic"} == set(PRESETS)


def test_every_setting_says_what_it_does():
    for field in FIELDS.values():
        assert field.metadata["meaning"]
        assert field.default is not dataclasses.MISSING
        if field.type in (int, float):
            low, high = field.metadata["limits"]
            assert low <= field.default <= high
        if field.metadata["needs"]:
            other, values = field.metadata["needs"]
            assert set(values) <= set(CHOICES[other])


@pytest.mark.parametrize(
    "overrides, words",
    [
        (["targets=votes"], "`targets` has an effect with dataset=ferplus"),
        (["faces_per_class=10"], "balance=mrr only"),
        (["head=gap", "affinity=none"], "head=arm only"),
        (["warmup_epochs=2"], "schedule=cosine only"),
        (["backbone=mobilenet_v3_small", "stem=half"], "backbone=resnet18"),
        (["backbone=mobilenet_v3_small", "attention=llam"], "`attention`"),
    ],
)
def test_a_setting_without_effect_is_refused(overrides, words):
    with pytest.raises(InputError, match=words) as caught:
        configure("raf_db", overrides)
    assert "Received: " in str(caught.value)


@pytest.mark.parametrize(
    "preset, overrides",
    [
        ("ferplus", ["targets=majority"]),
        ("raf_db", ["balance=mrr", "faces_per_class=10"]),
        ("fer2013", ["schedule=exponential"]),  # the preset's own warm-up
        ("fer2013", ["backbone=mobilenet_v3_small", "stem=imagenet"]),
        ("raf_db", ["head=gap"]),
    ],
)
def test_a_setting_with_an_effect_or_back_at_its_default_is_taken(
    preset, overrides
):
    configure(preset, overrides)
