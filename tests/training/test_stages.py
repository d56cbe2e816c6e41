import dataclasses

import numpy as np
import pytest

from arm_tf.config import configure
from arm_tf.data.face_sets import fingerprint
from arm_tf.errors import InputError
from arm_tf.training import building, recorder, stages, trainer
from arm_tf.training.runs import Run
from tests.helpers.small_models import small_config

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


def started(path, splits, config=CONFIG):
    run = Run(path)
    run.start(config, None, fingerprint(splits.train))
    return run


def weights_of(run):
    with np.load(run.file("checkpoint.npz")) as arrays:
        return {k: arrays[k] for k in arrays.files if k != "history"}


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


def test_a_run_resumes_between_its_stages(tmp_path, bar_splits, monkeypatch):
    config = dataclasses.replace(CONFIG, epochs=2)
    whole = started(tmp_path / "whole", bar_splits, config)
    trainer.train(config, bar_splits, whole)
    broken = started(tmp_path / "broken", bar_splits, config)
    real, calls = recorder.checkpoint.save, []

    def power_cut(*args):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(recorder.checkpoint, "save", power_cut)
        with pytest.raises(KeyboardInterrupt):
            trainer.train(config, bar_splits, broken)
    trainer.train(config, bar_splits, broken)
    expected, got = weights_of(whole), weights_of(broken)
    assert expected.keys() == got.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(got[name], values)


def test_what_a_frozen_backbone_was_saved_with_is_trainable_again(
    tmp_path, bar_splits
):
    config = dataclasses.replace(CONFIG, epochs=1)
    run = started(tmp_path / "run", bar_splits, config)
    trainer.train(config, bar_splits, run)
    model = run.load_model()
    assert all(layer.trainable for layer in model.layers)


def test_more_epochs_for_the_head_than_there_are():
    with pytest.raises(InputError, match="head_epochs=4 with epochs=3"):
        dataclasses.replace(CONFIG, head_epochs=4)


def test_trained_weights_start_with_the_head():
    assert configure("raf_db", ["weights=a.keras"]).head_epochs == 1
    given = ["weights=a.keras", "head_epochs=0"]
    assert configure("raf_db", given).head_epochs == 0
    assert configure("raf_db").head_epochs == 0
