"""Checkpoints: everything a run needs to go on after an epoch, in one file.

One file, because two files could come from two different epochs after a
crash. Plain arrays and JSON text: nothing in it is ever unpickled.
"""

import json
import pathlib

import keras
import numpy as np

from arm_tf.errors import InputError, is_out_of_memory, out_of_memory
from arm_tf.files import atomic_files
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


def history(path: pathlib.Path) -> list:
    """Returns a checkpoint's history, a list of dicts; without one, [].

    Raises:
        InputError: the file is damaged.
    """
    return _read(path)[1]


def restore(path: pathlib.Path, learner: Learner, first: int = 0) -> list:
    """Loads what `save` wrote into a learner of the same settings.

    Args:
        path: of the `.npz`.
        learner: compiled, built `Learner`.
        first: int, the epoch that its optimizer began with. A checkpoint of
            the epoch before has the state of another optimizer, which is left.

    Returns:
        The history, a list of dicts; empty where there is no checkpoint.

    Raises:
        InputError: the file is damaged, is of another model, or there is not
            enough memory for it.
    """
    values, history = _read(path)
    if not values:
        return []
    found = _kinds(values)
    variables = _variables(learner)
    if len(history) <= first:
        variables = [v for v in learner.variables if _is_own(v, learner)]
        found, values = found[: len(variables)], values[: len(variables)]
    elif found == _kinds(_with_teacher(learner)):
        variables = _with_teacher(learner)
    if found != _kinds(variables):
        raise InputError(
            f"Expected {path} to fit this model. Received: a checkpoint of "
            "another model. Delete it to start the run again."
        )
    for variable, value in zip(variables, values, strict=True):
        if _is_own(variable, learner):
            variable.assign(value)
    return history


def _read(path):
    """Returns the arrays and the history of a checkpoint; [], [] for none."""
    if not path.exists():
        return [], []
    try:
        with np.load(path, allow_pickle=False) as arrays:
            values = [
                arrays[name] for name in sorted(set(arrays) - {"history"})
            ]
            history = json.loads(str(arrays["history"]))
        _kinds(values)  # A member that is no array comes as bytes.
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
    return values, history


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
    return [v for v in _with_teacher(learner) if _is_own(v, learner)]


def _with_teacher(learner):
    """Returns what checkpoints held until 0.1.0."""
    return [*learner.variables, *learner.optimizer.variables]


def _is_own(variable, learner):
    teacher = learner.teacher
    others = [] if teacher is None else teacher.variables
    return all(variable is not other for other in others)


def _kinds(arrays):
    """Returns shape and dtype of variables or NumPy arrays."""
    return [(tuple(x.shape), np.dtype(x.dtype).name) for x in arrays]
