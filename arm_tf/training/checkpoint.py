"""Checkpoints: everything a run needs to go on after an epoch, in one file.

One file, because two files could come from two different epochs after a
crash. Plain arrays and JSON text: nothing in it is ever unpickled.
"""

import json
import pathlib

import keras
import numpy as np

from arm_tf import atomic_files
from arm_tf.errors import InputError, is_out_of_memory, out_of_memory
from arm_tf.training.learner import Learner


def save(path: pathlib.Path, learner: Learner, history: list) -> None:
    """Writes weights, optimizer state, random state and history.

    Args:
        path: the `.npz` to replace.
        learner: compiled, built `Learner`.
        history: list of dicts of numbers, one per epoch.
    """
    arrays = {
        f"{number:04d}": keras.ops.convert_to_numpy(variable)
        for number, variable in enumerate(_variables(learner))
    }
    atomic_files.write_arrays(path, {**arrays, "history": json.dumps(history)})


def restore(path: pathlib.Path, learner: Learner) -> list:
    """Loads what `save` wrote into a learner of the same settings.

    Returns:
        The history, a list of dicts; empty where there is no checkpoint.

    Raises:
        InputError: the file is damaged, is of another model, or there is not
            enough memory for it.
    """
    if not path.exists():
        return []
    try:
        with np.load(path, allow_pickle=False) as arrays:
            values = [
                arrays[name] for name in sorted(set(arrays) - {"history"})
            ]
            history = json.loads(str(arrays["history"]))
        # A member that is no array comes as bytes, and has none of the two.
        found = [(value.shape, value.dtype.name) for value in values]
        _check_history(history)
    except Exception as error:  # numpy's reader does not say which there are.
        if is_out_of_memory(error):
            raise InputError(
                f"{out_of_memory(error)} If that is not it, {path} is "
                "damaged: delete it to start the run again."
            ) from None
        raise InputError(
            f"Expected {path} as training wrote it. Received: a file that "
            f"does not load ({error!s:.200}). Delete it to start the run again."
        ) from None
    variables = _variables(learner)
    if found == _kinds(_with_teacher(learner)):
        variables = _with_teacher(learner)
    elif found != _kinds(variables):
        raise InputError(
            f"Expected {path} to fit this model. Received: a checkpoint of "
            "another model. Delete it to start the run again."
        )
    teachers = _ids(learner.teacher)
    for variable, value in zip(variables, values, strict=True):
        if id(variable) not in teachers:
            variable.assign(value)
    return history


def _check_history(history):
    """Raises `ValueError` unless there is a row of numbers for each epoch."""
    if not isinstance(history, list):
        raise ValueError(f"the history is {history!r:.80}")
    for epoch, row in enumerate(history):
        numbers = all(type(value) in (int, float) for value in row.values())
        same = row.keys() == history[0].keys() >= {"epoch", "val_accuracy"}
        if not (numbers and same and row["epoch"] == epoch):
            raise ValueError(f"epoch {epoch} of the history is {row!r:.80}")


def _variables(learner):
    """Returns what a run trains; a teacher is loaded from its own file."""
    teachers = _ids(learner.teacher)
    return [v for v in _with_teacher(learner) if id(v) not in teachers]


def _with_teacher(learner):
    """Returns what checkpoints held until 0.1.0."""
    return [*learner.variables, *learner.optimizer.variables]


def _ids(model):
    return set() if model is None else set(map(id, model.variables))


def _kinds(variables):
    return [(tuple(v.shape), v.dtype) for v in variables]
