"""What a checkpoint holds: all that is trained, and no teacher."""

import json

import keras
import numpy as np
import pytest

from arm_tf.files import atomic_files
from arm_tf.layers.mixing import Mixing
from arm_tf.training import checkpoint
from arm_tf.training.learner import Learner
from tests.helpers.small_models import random_faces, residual

EPOCH = {"epoch": 0, "val_accuracy": 0.5}


def learner(teacher_seed):
    generator = keras.random.SeedGenerator(0)
    teacher = residual(seed=teacher_seed)
    made = Learner(residual(seed=1), [], Mixing(generator), teacher=teacher)
    made.compile("adam")
    made(random_faces(3))
    made.optimizer.build(made.trainable_variables)
    return made


def weights(model):
    return [keras.ops.convert_to_numpy(v) for v in model.variables]


def write_as_0_1_0(path, learner):
    """Writes what version 0.1.0 did: everything, the teacher included."""
    variables = [*learner.variables, *learner.optimizer.variables]
    arrays = {
        f"{number:04d}": keras.ops.convert_to_numpy(variable)
        for number, variable in enumerate(variables)
    }
    history = {"history": json.dumps([EPOCH])}
    atomic_files.write_arrays(path, {**arrays, **history})


@pytest.mark.parametrize(
    "save",
    [lambda path, made: checkpoint.save(path, made, [EPOCH]), write_as_0_1_0],
    ids=["now", "0.1.0"],
)
def test_a_resumed_run_has_its_own_weights_and_the_new_teacher(save, tmp_path):
    before, after = learner(teacher_seed=2), learner(teacher_seed=3)
    for weight in before.classifier.trainable_variables:
        weight.assign(weight + 1)
    teacher = weights(after.teacher)
    save(tmp_path / "checkpoint.npz", before)
    restored = checkpoint.restore(tmp_path / "checkpoint.npz", after)
    assert restored == [EPOCH]
    for old, new in zip(
        weights(before.classifier), weights(after.classifier), strict=True
    ):
        np.testing.assert_array_equal(old, new)
    for old, new in zip(teacher, weights(after.teacher), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_teacher_is_not_in_the_file(tmp_path):
    made = learner(teacher_seed=2)
    checkpoint.save(tmp_path / "checkpoint.npz", made, [EPOCH])
    with np.load(tmp_path / "checkpoint.npz") as arrays:
        held = len(arrays.files) - 1  # and the history
    everything = len(made.variables) + len(made.optimizer.variables)
    assert held == everything - len(made.teacher.variables)
