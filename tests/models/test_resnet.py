"""What PyTorch's answers, in `test_torch_parity`, do not tell of a ResNet."""

import keras
import numpy as np
import pytest
from keras import ops

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


def reference_conv(x, kernel, strides):
    """A convolution padded as PyTorch pads, written out in numpy."""
    size = kernel.shape[0]
    pad = size // 2
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    rows = (x.shape[1] - size) // strides + 1
    columns = (x.shape[2] - size) // strides + 1
    out = np.zeros((len(x), rows, columns, kernel.shape[-1]))
    for i in range(size):
        for j in range(size):
            part = x[:, i : i + strides * rows : strides]
            part = part[:, :, j : j + strides * columns : strides]
            out += part[:, :rows, :columns] @ kernel[i, j]
    return out


@pytest.mark.parametrize("stem, strides", [("imagenet", 2), ("half", 2)])
def test_strided_convolutions_pad_equally_on_both_sides(stem, strides):
    model = build(size=32, stem=stem, width=0.125)
    conv = model.get_layer("conv1")
    x = np.random.default_rng(0).normal(size=(2, 32, 32, 3))
    part = keras.Model(model.input, conv.output)
    got = part.predict(x.astype("float32"), verbose=0)
    kernel = ops.convert_to_numpy(conv.kernel).astype("float64")
    expected = reference_conv(x, kernel, strides)
    np.testing.assert_allclose(got, expected, atol=1e-4)


def test_attention_sees_a_stages_input_and_output():
    seen = []

    def attention(previous, current, name):
        seen.append((name, previous.shape[1], current.shape[1]))
        return current

    build(stem="small", width=0.125, attention=attention)
    assert seen == [
        ("attention1", 64, 64),
        ("attention2", 64, 32),
        ("attention3", 32, 16),
        ("attention4", 16, 8),
    ]
