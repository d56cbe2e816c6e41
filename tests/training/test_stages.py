import dataclasses

import numpy as np
import pytest

from arm_tf.config import configure
from arm_tf.errors import InputError
from arm_tf.training import building, stages, trainer
from tests.helpers.small_models import small_config
from tests.helpers.small_runs import check_same, cut_off, ending, started

pytestmark = pytest.mark.usefixtures("quick_training")

CONFIG = small_config(
    dataset="fer2013",
    image_size=24,
    head="gap",
    augmentation="light",
    batch_size=14,
    epochs=3,
    head_epochs=1,
    head_learning_rate=0.01,
    schedule="cosine",
)


def test_the_plan_counts_all_epochs():
    head, whole = stages.plan(CONFIG)
    assert (head.first, head.last, head.head_alone) == (0, 1, True)
    assert (whole.first, whole.last, whole.head_alone) == (1, 3, False)
    assert head.config.learning_rate == 0.01
    assert whole.config.learning_rate == CONFIG.learning_rate
    alone = dataclasses.replace(CONFIG, head_epochs=3)
    assert [stage.head_alone for stage in stages.plan(alone)] == [True]


def test_the_head_trains_alone_behind_a_frozen_backbone(tmp_path, bar_splits):
    config = dataclasses.replace(CONFIG, epochs=2, head_epochs=2)
    batches = building.build_batches(config, bar_splits.train)
    learner = building.build_learner(config, bar_splits.train.labels, batches)
    before = {
        layer.name: layer.get_weights() for layer in learner.classifier.layers
    }
    (stage,) = stages.plan(config)
    building.enter(stage, learner, batches)
    learner.fit(batches, epochs=2, shuffle=False, verbose=0)
    changed = {
        layer.name
        for layer in learner.classifier.layers
        for old, new in zip(
            before[layer.name], layer.get_weights(), strict=True
        )
        if not np.array_equal(old, new)
    }
    assert changed == {"fc"}  # Batch norms' statistics stay as well.


def test_a_run_resumes_between_its_stages(tmp_path, bar_splits):
    config = dataclasses.replace(CONFIG, epochs=2)
    whole = started(tmp_path / "whole", config, bar_splits)
    trainer.train(config, bar_splits, whole)
    broken = started(tmp_path / "broken", config, bar_splits)
    with cut_off():
        trainer.train(config, bar_splits, broken)
    # What was saved while the backbone was frozen is trainable again.
    model = broken.load_model()
    assert all(layer.trainable for layer in model.layers)
    trainer.train(config, bar_splits, broken)
    check_same(ending(whole.path), ending(broken.path))


def test_more_epochs_for_the_head_than_there_are():
    with pytest.raises(InputError, match="head_epochs=4 with epochs=3"):
        dataclasses.replace(CONFIG, head_epochs=4)


def test_trained_weights_start_with_the_head():
    assert configure("raf_db", ["weights=a.keras"]).head_epochs == 1
    few = ["weights=a.keras", "epochs=2"]
    assert configure("raf_db", few).head_epochs == 1
    given = ["weights=a.keras", "head_epochs=0"]
    assert configure("raf_db", given).head_epochs == 0
    assert configure("raf_db").head_epochs == 0


def test_an_only_epoch_trains_the_whole_network():
    config = configure("raf_db", ["weights=a.keras", "epochs=1"])
    assert [stage.head_alone for stage in stages.plan(config)] == [False]


def test_no_epochs_are_reported_as_such():
    with pytest.raises(InputError, match="`epochs`.*Received: epochs=0"):
        configure("raf_db", ["weights=a.keras", "epochs=0"])
