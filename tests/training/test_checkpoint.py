"""A checkpoint holds everything trained, but no teacher."""

import functools
import json

import keras
import numpy as np
import pytest

from arm_tf.errors import InputError
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


def write_as_0_1_0(path, learner, teacher=True):
    """Writes what version 0.1.0 did: everything, the teacher included."""
    variables = [*learner.variables, *learner.optimizer.variables]
    if not teacher:  # As versions after it did.
        its = {id(v) for v in learner.teacher.variables}
        variables = [v for v in variables if id(v) not in its]
    arrays = {
        f"{number:04d}": keras.ops.convert_to_numpy(variable)
        for number, variable in enumerate(variables)
    }
    history = {"history": json.dumps([EPOCH])}
    atomic_files.write_arrays(path, {**arrays, **history})


@pytest.mark.parametrize(
    "save",
    [
        lambda path, made: checkpoint.save(path, made, [EPOCH]),
        functools.partial(write_as_0_1_0, teacher=False),
        write_as_0_1_0,
    ],
    ids=["now", "by number", "0.1.0"],
)
def test_a_resumed_run_has_its_own_weights_and_the_new_teacher(save, tmp_path):
    before, after = learner(teacher_seed=2), learner(teacher_seed=3)
    for weight in before.classifier.trainable_variables:
        weight.assign(weight + 1)
    for moment in before.optimizer.variables[2:]:
        moment.assign(moment + 2)
    teacher = weights(after.teacher)
    save(tmp_path / "checkpoint.npz", before)
    restored = checkpoint.restore(tmp_path / "checkpoint.npz", after)
    assert restored == [EPOCH]
    pairs = [(teacher, weights(after.teacher))]
    for part in ("classifier", "optimizer"):
        pairs.append([weights(getattr(x, part)) for x in (before, after)])
    for old, new in pairs:
        for one, other in zip(old, new, strict=True):
            np.testing.assert_array_equal(one, other)


def test_the_teacher_is_not_in_the_file(tmp_path):
    made = learner(teacher_seed=2)
    checkpoint.save(tmp_path / "checkpoint.npz", made, [EPOCH])
    with np.load(tmp_path / "checkpoint.npz") as arrays:
        held = len(arrays.files) - 1  # and the history
    everything = len(made.variables) + len(made.optimizer.variables)
    assert held == everything - len(made.teacher.variables)


def test_arrays_have_the_names_of_their_variables(tmp_path):
    """In a process where other models were built before, too."""
    names = []
    for number in range(2):
        path = tmp_path / f"{number}.npz"
        checkpoint.save(path, learner(teacher_seed=2), [EPOCH])
        with np.load(path) as arrays:
            names.append(arrays.files)
    assert names[0] == names[1]
    assert {
        "learner/conv1/kernel",
        "learner/seed_generator/seed_generator_state",
        "optimizer/adam/conv1_kernel_momentum",
    } <= set(names[0])


@pytest.mark.parametrize("old", [False, True])
def test_another_model_is_told_by_its_first_variable(tmp_path, old):
    path = tmp_path / "checkpoint.npz"
    (write_as_0_1_0 if old else lambda *a: checkpoint.save(*a, [EPOCH]))(
        path, learner(teacher_seed=2)
    )
    with np.load(path) as arrays:
        found = dict(arrays)
    first = "0003" if old else "learner/bn1/moving_mean"
    # Of another shape, or another type.
    found[first] = np.ones(3) if old else found[first].astype("U9")
    atomic_files.write_arrays(path, found)
    with pytest.raises(
        InputError, match="another model, which differs in learner/bn1/moving_m"
    ):
        checkpoint.restore(path, learner(teacher_seed=2))


def test_a_model_with_more_variables_is_another(tmp_path):
    path, made = tmp_path / "checkpoint.npz", learner(teacher_seed=2)
    checkpoint.save(path, made, [EPOCH])
    with np.load(path) as arrays:
        found = {**arrays, "learner/fc2/bias": np.ones(3)}
    atomic_files.write_arrays(path, found)
    with pytest.raises(InputError, match="differs in learner/fc2/bias"):
        checkpoint.restore(path, made)
