"""Quantization-aware training, interrupted and resumed."""

import shutil

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fine_tune import fine_tune
from arm_tf.training import trainer
from arm_tf.training.runs import Run
from tests.helpers.small_models import residual
from tests.helpers.small_runs import check_same, cut_off, ending, started
from tests.helpers.squares import face_set

pytestmark = pytest.mark.usefixtures("quick_training")

EPOCHS = 4  # of 4 steps: ranges are frozen from the last step of the third on


@pytest.fixture(scope="module")
def splits():
    return FaceSplits("squares", face_set(112), face_set(28), face_set(28))


@pytest.fixture(scope="module")
def run(tmp_path_factory, splits):
    """A finished run with all that draws random numbers."""
    config = Config(
        dataset="synthetic",
        image_size=32,
        batch_size=28,
        augmentation="light",
        mixup=0.2,
        learning_rate=0.02,
    )
    run = started(tmp_path_factory.mktemp("tuned") / "run", config, splits)
    run.save_model(residual())
    return run


def tuned(run, splits):
    """Fine-tunes and returns the folder's `ending`, then empties the run's."""
    fine_tune(run, EPOCHS, splits)
    (folder,) = run.path.glob("qat-*")
    found = ending(folder)
    shutil.rmtree(folder)
    return found


@pytest.fixture(scope="module")
def whole(run, splits):
    return tuned(run, splits)


@pytest.mark.parametrize("bits", [8, 4])
def test_learns_from_the_model_without_rounding(run, splits, bits, monkeypatch):
    learners = []

    def fit(learner, batches, validation, run, *rest, **options):
        learners.append(learner)
        run.save_model(learner.classifier)

    monkeypatch.setattr(trainer, "fit", fit)
    monkeypatch.setattr(trainer, "finish", lambda *arguments: None)
    fine_tune(run, EPOCHS, splits, bits)
    (folder,) = run.path.glob("qat-*")
    assert folder.name.endswith("-4bit") == (bits == 4)
    shutil.rmtree(folder)
    (learner,) = learners
    images = np.stack([splits.train.images[i] for i in range(8)])
    trained = run.load_model()
    # A temperature would sharpen the teacher's targets.
    KerasClassifier(trained).calibrate()
    np.testing.assert_array_equal(
        learner.teacher.predict(images), trained.predict(images)
    )
    # It starts equal to its teacher, except for the quantization.
    apart = learner.classifier.predict(images) - trained.predict(images)
    assert np.abs(apart).mean() < (0.1 if bits == 8 else 1)
    kernels = [
        layer.weight_bits
        for layer in learner.classifier.layers
        if hasattr(layer, "quantized_kernel")
    ]
    assert kernels and set(kernels) == {bits}
    assert learner.trainable_variables
    assert not learner.teacher.trainable_variables


def test_keeps_the_class_priors(run, splits, tmp_path):
    """The choice between its file and the other must not depend on them."""
    copy = Run(shutil.copytree(run.path, tmp_path / "run"))
    model = copy.load_model()
    KerasClassifier(model).calibrate(2.0, [0.5, -0.25, -0.25])
    copy.save_model(model)
    fine_tuned = fine_tune(copy, 1, splits)
    np.testing.assert_array_equal(fine_tuned.offset, [0.5, -0.25, -0.25])
    assert fine_tuned.temperature != 2.0


@pytest.mark.slow
@pytest.mark.parametrize("saved", [1, 3], ids=["before freezing", "frozen"])
def test_a_resumed_run_ends_with_the_same_weights(run, splits, whole, saved):
    with cut_off(saved):
        fine_tune(run, EPOCHS, splits)
    resumed = tuned(run, splits)
    check_same(whole, resumed)
    assert len(resumed[1]) == 1 + EPOCHS
