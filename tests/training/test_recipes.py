"""A recipe still reaches its documented accuracy."""

import pytest

from arm_tf.config.recipes import find
from arm_tf.data import synthetic
from arm_tf.training.trainer import train
from tests.helpers.small_runs import started


def accuracy(recipe, path, *sizes):
    config = recipe.config(path)
    splits = synthetic.read(*sizes, image_size=config.image_size)
    run = started(path / "run", config, splits)
    return train(config, splits, run).accuracy


@pytest.mark.usefixtures("quick_training")
def test_a_short_training_from_a_bundled_model(tmp_path):
    recipe = find("synthetic", "drawn_short")
    assert 0.78 < accuracy(recipe, tmp_path, 800, 80, 240) < 0.95


@pytest.mark.slow
def test_make_train(tmp_path):
    recipe = find("synthetic", "drawn")
    assert 0.90 < accuracy(recipe, tmp_path, 5600, 800, 1600) < 0.955
