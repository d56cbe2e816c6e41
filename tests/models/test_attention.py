"""LLAM between the stages of a ResNet: built, folded, quantized."""

import keras
import numpy as np
import pytest
from keras import layers

from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.lossless_attention import LosslessAttention
from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization
from arm_tf.models.face_resnet import SHORT
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.quantize.insert import fold_calibration, quantize
from arm_tf.tflite.convert import convert
from arm_tf.tflite.file_model import FileModel
from tests.helpers.small_models import (
    LABELS,
    random_faces,
    randomise,
    randomised,
)
from tests.helpers.squares import face_set
from tests.helpers.tensors import float_tensors


@pytest.mark.parametrize("head", ["arm", "gap"])
def test_stands_behind_each_stage(head):
    model = randomised(attention="llam", head=head)
    found = [x for x in model.layers if isinstance(x, LosslessAttention)]
    assert [layer.name for layer in found] == [
        f"attention{stage}" for stage in (1, 2, 3, 4)
    ]
    for stage, layer in enumerate(found, 1):
        previous, current = layer.input
        block = model.get_layer(f"layer{stage}.1.relu")
        assert current is block.output
        assert previous.shape[-1] == 8 * 2 ** max(0, stage - 2)
        assert (layer.source, layer.fusion) == ("both", "residual")
    assert model.get_layer(head).input is found[-1].output


@pytest.mark.parametrize("size", [75, 96])  # maps of 17, 8, 4; 22, 11, 5
def test_stands_behind_each_group_of_dlibs_network(size):
    settings = {"backbone": "face_resnet_short", "image_size": size}
    model = randomised(attention="llam", head="gap", **settings)
    found = [x for x in model.layers if isinstance(x, LosslessAttention)]
    assert len(found) == len(SHORT)
    for group, layer in enumerate(found, 1):
        last = SHORT[group - 1] - 1
        block = model.get_layer(f"group{group}.{last}.relu")
        assert layer.input[1] is block.output
    assert model.get_layer("gap").input is found[-1].output


def test_without_it_the_network_is_the_old_one():
    names = [layer.name for layer in randomised().layers]
    assert not any("attention" in name for name in names)


def test_is_for_resnets():
    with pytest.raises(
        InputError, match="a ResNet. Received: backbone=mobile.*=llam. Use"
    ):
        randomised(
            backbone="mobilenet_v3_small", image_size=32, attention="llam"
        )


@pytest.mark.parametrize("head", ["arm", "gap"])
def test_folds_to_the_same_logits(head):
    model = randomised(attention="llam", head=head)
    faces = random_faces(4)
    expected = np.asarray(model(faces))
    folded = fold(KerasClassifier(model)).network
    assert not any(isinstance(x, LosslessAttention) for x in folded.layers)
    logits = np.asarray(folded(faces))
    assert np.abs(logits - expected).max() < 1e-4 * np.abs(expected).max()


def small(source, fusion):
    """Returns the smallest classifier with attention, randomised."""
    pixels = keras.Input((32, 32, 3), name="pixels")
    x = PixelNormalization([120.0] * 3, [60.0] * 3, name="normalize")(pixels)
    x = layers.Conv2D(4, 3, strides=2, name="conv1")(x)
    x = layers.ReLU(name="relu1")(layers.BatchNormalization(name="bn1")(x))
    y = layers.Conv2D(8, 3, strides=2, padding="same", name="conv2")(x)
    y = layers.ReLU(name="relu2")(layers.BatchNormalization(name="bn2")(y))
    x = LosslessAttention(source, fusion, name="attention1")([x, y])
    x = AmendRepresentation(block_size=4, name="arm")(x)
    x = layers.Dense(len(LABELS), name="fc")(x)
    x = CalibratedLogits(LABELS, name="calibrated")(x)
    model = keras.Model(pixels, x, name="small")
    randomise(model, 0)
    return model


@pytest.mark.parametrize(
    "source, fusion",
    [
        ("both", "residual"),
        pytest.param("previous", "multiply", marks=pytest.mark.slow),
    ],
)
def test_becomes_an_integer_file(source, fusion):
    model = small(source, fusion)
    faces = random_faces(32, seed=2)
    exact = np.asarray(keras.ops.softmax(model(faces)))
    quantized = quantize(fold(KerasClassifier(model)), face_set(100))
    fold_calibration(quantized)
    content = convert(quantized, "int8")
    assert float_tensors(content) == []
    file = FileModel(content)
    answers = np.stack([np.squeeze(file(face)) for face in faces])
    assert (answers.argmax(1) == exact.argmax(1)).mean() > 0.9
    assert np.abs(answers - exact).mean() < 0.05
