import keras
import numpy as np
import pytest

from arm_tf.expressions import BASIC
from arm_tf.models.classifier import classifier_from
from arm_tf.training import statistics
from tests.helpers.bars import bar_faces
from tests.helpers.small_models import small_config


def build(head="gap"):
    config = small_config(image_size=24, head=head)
    return classifier_from(config, BASIC)


def statistics_of(model):
    return [np.array(w) for w in model.get_layer("bn1").get_weights()[-2:]]


@pytest.fixture
def verdicts(monkeypatch):
    """The validation losses that follow, without any measuring."""
    losses = []
    monkeypatch.setattr(statistics, "_loss", lambda *_: losses.pop(0))
    return losses


def test_measures_the_mean_over_the_faces(verdicts, monkeypatch):
    monkeypatch.setattr(statistics, "BATCH", 28)
    verdicts.extend([2.0, 1.0])
    model, faces = build(), bar_faces(56, 0)
    assert statistics.refresh(model, faces, faces)
    conv = model.get_layer("conv1")
    images = np.stack([faces.images[i] for i in range(56)]).repeat(3, axis=-1)
    x = model.get_layer("normalize")(images.astype("float32"))
    x = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    mean, variance = statistics_of(model)
    # Bars are the same in the mirror but for the noise in them.
    values = np.asarray(conv(x))
    np.testing.assert_allclose(mean, values.mean((0, 1, 2)), atol=0.02)
    np.testing.assert_allclose(variance, values.var((0, 1, 2)), rtol=0.05)
    assert model.get_layer("bn1").momentum == 0.9


def test_measures_inside_arm_too(verdicts, monkeypatch):
    monkeypatch.setattr(statistics, "BATCH", 56)
    verdicts.extend([2.0, 1.0])
    model, faces = build("arm"), bar_faces(56, 0)
    assert statistics.refresh(model, faces, faces)
    arm = model.get_layer("arm")
    # With the statistics of all faces, training and inference differ no more,
    # so the mean of ARM's features is what it adds to each.
    images = statistics._images(model, faces, 56).astype("float32")
    images[::2] = images[::2, :, ::-1]
    maps = keras.Model(model.input, arm.input).predict_on_batch(images)
    planes = arm.de_albino(arm.arrangement(arm.project(maps)))
    expected = np.mean(planes, axis=(0, 1, 2))
    np.testing.assert_allclose(arm.norm.moving_mean, expected, rtol=1e-3)
    features = np.asarray(arm.unique_feature(maps))
    generic = np.asarray(arm.sharing.generic)
    np.testing.assert_allclose(generic, features.mean(axis=0), atol=1e-3)
    assert generic.any() and arm.sharing.momentum == 0.9


def test_keeps_the_old_where_the_new_are_worse(verdicts, monkeypatch):
    monkeypatch.setattr(statistics, "BATCH", 28)
    verdicts.extend([1.0, 2.0])
    model, faces = build(), bar_faces(56, 0)
    before = statistics_of(model)
    assert not statistics.refresh(model, faces, faces)
    np.testing.assert_array_equal(statistics_of(model), before)


def test_leaves_a_handful_of_faces_alone(verdicts):
    model, faces = build(), bar_faces(56, 0)
    assert not statistics.refresh(model, faces, faces)
