"""What PyTorch's answers, in `test_torch_parity`, do not tell of a ResNet."""

import keras
import pytest

from arm_tf.models.resnet import resnet


def build(size=64, **options):
    pixels = keras.Input((size, size, 3))
    return keras.Model(pixels, resnet(pixels, **options))


@pytest.mark.parametrize(
    "stem, side", [("imagenet", 2), ("half", 4), ("small", 8)]
)
def test_stems_differ_in_the_size_of_the_map(stem, side):
    model = build(stem=stem, width=0.125)
    assert model.output_shape == (None, side, side, 64)


def test_width_multiplies_channels():
    assert build(width=0.5).output_shape[-1] == 256
    assert build(width=1.5).output_shape[-1] == 768
    assert build(depth=50, width=0.25).output_shape[-1] == 512
