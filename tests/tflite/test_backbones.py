"""Every backbone and head converts to an int8 file (minutes: --slow)."""

import numpy as np
import pytest

from arm_tf.models.backbones import BACKBONES
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.quantize.insert import fold_calibration, quantize
from arm_tf.tflite.convert import convert, with_probabilities
from arm_tf.tflite.file_model import FileModel
from arm_tf.tflite.onnx_file import compare, convert_to_onnx
from arm_tf.tflite.operations import oldest_runtime
from tests.helpers.small_models import LABELS, random_faces, randomised
from tests.helpers.squares import face_set
from tests.helpers.tensors import float_tensors

CASES = {
    "resnet18 arm": {},
    "resnet34 flatten": {"backbone": "resnet34", "head": "flatten"},
    "resnet50 gap": {"backbone": "resnet50", "head": "gap"},
    "imagenet stem": {"stem": "imagenet", "image_size": 64},
    "attention": {"attention": "llam"},
    "mobilenet_v3_small": {"backbone": "mobilenet_v3_small"},
    "mobilenet_v3_large": {"backbone": "mobilenet_v3_large", "head": "gap"},
    "face_resnet": {"backbone": "face_resnet", "stem": "half", "head": "gap"},
    "face_resnet_medium arm": {
        "backbone": "face_resnet_medium",
        "output_stride": 16,
    },
    "face_resnet_short": {
        "backbone": "face_resnet_short",
        "stem": "half",
        "head": "gap",
    },
    "efficientnet_v2_b0": {"backbone": "efficientnet_v2_b0", "head": "gap"},
}
RANGE = 3.0  # of logits: the largest that the other networks have


def test_every_backbone_is_tried():
    tried = [case.get("backbone", "resnet18") for case in CASES.values()]
    assert set(tried) == set(BACKBONES)


@pytest.mark.slow
@pytest.mark.parametrize("settings", CASES.values(), ids=CASES)
def test_int8_file_is_integer_and_right(settings):
    if "_" in settings.get("backbone", ""):
        settings = {**settings, "image_size": 64}
    model = randomised(**settings)
    size = model.input_shape[1]
    folded = fold(KerasClassifier(model))
    if "attention" in settings:
        calm(folded.network, random_faces(32, size, seed=4))
    quantized = quantize(folded, face_set(100, size=size))
    fold_calibration(quantized)
    content = convert(quantized, "int8")
    assert float_tensors(content) == []
    assert oldest_runtime(content) is not None
    faces = random_faces(8, size, seed=4)
    expected = np.asarray(with_probabilities(quantized)(faces))
    file = FileModel(content)
    answers = np.stack([file(face) for face in faces])
    # A step of the logits, of which there are 256, is the usual difference.
    assert np.abs(answers - expected).max() < 0.05


def calm(model, faces):
    """Gives logits the usual range: attention's random weights give 11.

    A step is a share of the range, so the bound means the same for all.
    """
    scale = np.ptp(np.asarray(model(faces))) / RANGE
    layer = model.get_layer("fc")
    layer.set_weights([values / scale for values in layer.get_weights()])


RESNETS = {k: v for k, v in CASES.items() if "_v" not in v.get("backbone", "")}


@pytest.mark.slow
@pytest.mark.parametrize("settings", RESNETS.values(), ids=RESNETS)
def test_onnx_has_every_operation(settings):
    """In float32: another runtime rounds int8 differently.

    With random weights, other backbones predict one label for all faces.
    """
    model = fold(KerasClassifier(randomised(**settings)))
    faces = random_faces(8, model.image_size, seed=4)
    spread_answers(model.network, faces)
    content = convert(model, "float32")
    converted = convert_to_onnx(content, LABELS)
    report = compare(content, converted, list(faces))
    assert report["max_probability_difference"] < 1e-4
    assert np.ptp(report["answers"]["onnx"], axis=0).min() > 0.1


def spread_answers(model, faces):
    """Scales the last layer so that each face gets a different output."""
    logits = np.asarray(model(faces))
    kernel, bias = model.get_layer("fc").get_weights()
    scale = logits.std(axis=0)
    weights = [kernel / scale, (bias - logits.mean(axis=0)) / scale]
    model.get_layer("fc").set_weights(weights)
