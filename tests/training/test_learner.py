import keras
import numpy as np
import pytest

from arm_tf.evaluation.calibration import softmax
from arm_tf.layers.mixing import Mixing
from arm_tf.training.learner import TEACHER_SHARE, Learner
from tests.helpers import small_models


@pytest.fixture(scope="module")
def models():
    return [small_models.residual(seed=seed) for seed in (0, 1)]


@pytest.fixture(scope="module")
def batch():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (6, 32, 32, 3)).astype("uint8")
    targets = np.eye(3, dtype="float32")[rng.integers(0, 3, 6)]
    return images, targets


def learner(classifier, **settings):
    mixing = Mixing(keras.random.SeedGenerator(0), 0.0, 0.0)
    return Learner(classifier, [], mixing, **settings)


def test_a_teachers_answers_are_a_share_of_the_targets(models, batch):
    student, teacher = models
    taught = learner(student, teacher=teacher, label_smoothing=0.3)
    images, targets = batch
    answers = softmax(teacher.predict(images, verbose=0))
    smooth = 0.7 * targets + 0.1
    expected = TEACHER_SHARE * answers + (1 - TEACHER_SHARE) * smooth
    result = taught(images)
    assert np.allclose(taught.targets(targets, result), expected, atol=1e-5)
    logs = np.log(softmax(np.asarray(result["logits"])))
    ones = np.ones(6, "float32")
    loss = taught.compute_loss(images, targets, result, ones)
    assert float(loss) == pytest.approx(-(expected * logs).sum(1).mean(), 1e-4)


def test_only_the_student_learns(models, batch):
    student, teacher = models
    taught = learner(student, teacher=teacher)
    taught.compile(keras.optimizers.SGD(0.1))
    before = [model.get_weights() for model in models]
    ones = np.ones(6, "float32")
    taught.fit(*batch, sample_weight=ones, verbose=0)
    after = [model.get_weights() for model in models]
    changed = [
        any(not np.array_equal(a, b) for a, b in zip(*pair, strict=True))
        for pair in zip(before, after, strict=True)
    ]
    assert changed == [True, False]
