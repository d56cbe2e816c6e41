import dataclasses

import keras
import numpy as np
import pytest
import safetensors.numpy

from arm_tf import pretrained
from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, WITH_CONTEMPT
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.teacher import load_teacher
from arm_tf.weights.starting import load_weights
from tests.helpers import random_networks

TINY = Config(image_size=32, stem="half", width=0.125, head="gap")


def build(labels=BASIC, seed=0, **settings):
    keras.utils.set_random_seed(seed)
    return classifier_from(dataclasses.replace(TINY, **settings), labels)


@pytest.fixture
def path(tmp_path):
    """Where a model is saved, as text."""
    return str(tmp_path / "model.keras")


def same(first, second, name):
    pairs = zip(
        first.get_layer(name).get_weights(),
        second.get_layer(name).get_weights(),
        strict=True,
    )
    return all(np.array_equal(a, b) for a, b in pairs)


def test_all_of_a_model_of_ours(path):
    source, target = build(seed=0), build(seed=1)
    source.save(path)
    load_weights(target, path)
    assert same(source, target, "conv1") and same(source, target, "fc")


def test_a_bundled_model_and_a_run_by_name(path, tmp_path):
    source, target = build(seed=0), build(seed=1)
    source.save(path)
    load_weights(target, str(tmp_path))
    assert same(source, target, "conv1")
    short = {"backbone": "face_resnet_short", "image_size": 128, "width": 1}
    network = build(
        WITH_CONTEMPT, stem="imagenet", grey=True, head="arm", **short
    )
    load_weights(network, "mobile_arm")
    assert same(pretrained.load("mobile_arm"), network, "fc")
    assert load_teacher("mobile", network).input_shape[1] == 128


def test_classes_in_another_order_are_not_taken_for_these(path, capsys):
    source, target = build(labels=BASIC[::-1]), build(seed=1)
    source.save(path)
    load_weights(target, path)
    assert same(source, target, "layer4.1.conv2")
    assert not same(source, target, "fc")
    assert "trained from scratch: fc" in capsys.readouterr().out


def test_another_head_leaves_the_head_alone(path, capsys):
    build(seed=0).save(path)
    load_weights(build(head="arm"), path)
    assert "from scratch: arm, fc" in capsys.readouterr().out


def test_a_pytorch_backbone(tmp_path, capsys):
    state = random_networks.resnet(18, 10, width=8)
    state = {name: np.asarray(value) for name, value in state.items()}
    safetensors.numpy.save_file(state, tmp_path / "resnet18.safetensors")
    target = build(stem="imagenet", image_size=64)
    load_weights(target, str(tmp_path / "resnet18.safetensors"))
    kernel = target.get_layer("layer2.0.conv1").get_weights()[0]
    expected = state["layer2.0.conv1.weight"].transpose(2, 3, 1, 0)
    np.testing.assert_array_equal(kernel, expected)
    assert "from scratch: fc" in capsys.readouterr().out


def test_a_model_that_fits_nowhere(path):
    build(width=0.25, seed=0).save(path)
    with pytest.raises(InputError, match="of which no layer fits"):
        load_weights(build(labels=BASIC[:3]), path)


def test_a_file_that_is_not_there(path):
    with pytest.raises(InputError, match="does not exist"):
        load_weights(build(), path)


def test_no_teacher():
    assert load_teacher("", build()) is None


def test_a_teacher_of_other_labels(path):
    build(labels=BASIC[::-1]).save(path)
    with pytest.raises(InputError, match="student's labels, neutral"):
        load_teacher(path, build())


def test_a_teacher_gives_uncalibrated_logits_of_the_pictures_resized(path):
    teacher = build(image_size=48)
    calibrated = keras.models.clone_model(teacher)
    calibrated.set_weights(teacher.get_weights())
    KerasClassifier(calibrated).calibrate(0.5, np.arange(len(BASIC)))
    calibrated.save(path)
    taught_by = load_teacher(path, build())
    faces = np.random.default_rng(0).uniform(0, 255, (2, 32, 32, 3))
    larger = keras.ops.image.resize(faces.astype("float32"), (48, 48))
    np.testing.assert_allclose(
        taught_by(faces.astype("float32"), training=False),
        teacher(larger, training=False),
        rtol=1e-4,
        atol=1e-4,
    )
