"""Checkpoints: everything a run needs to resume after an epoch, in one file.

One file, because two files could come from two different epochs after a
crash. Plain arrays and JSON text: nothing in it is ever unpickled.
"""

import collections
import itertools
import json
import pathlib
import re

import keras
import numpy as np

from arm_tf.errors import InputError, is_out_of_memory, out_of_memory
from arm_tf.files import atomic_files
from arm_tf.training.learner import Learner


def save(path: pathlib.Path, learner: Learner, history: list) -> None:
    """Writes weights, optimizer state, random state and history.

    The `.npz` has an array for each variable of the compiled, built learner.
    The history is a list of dicts of numbers, one per epoch.
    """
    arrays = {
        name: keras.ops.convert_to_numpy(variable)
        for name, variable in _variables(learner).items()
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
        first: int, the epoch at which its optimizer starts. A checkpoint from
            before has another optimizer's state, which is not restored.

    Returns:
        The history, a list of dicts; empty where there is no checkpoint.

    Raises:
        InputError: the file is damaged or from another model, or there is not
            enough memory for it.
    """
    arrays, history = _read(path)
    if not arrays:
        return []
    variables = _variables(learner)
    if all(map(str.isdigit, arrays)):
        arrays = _named(arrays, learner)
    if len(history) <= first:
        variables, arrays = (
            {k: v for k, v in those.items() if k.startswith("learner/")}
            for those in (variables, arrays)
        )
    for name in (*variables, *arrays):
        if _kind(variables.get(name)) != _kind(arrays.get(name)):
            raise InputError(
                f"Expected {path} to fit this model. Received: a checkpoint of "
                f"another model, which differs in {name}. Delete it to start "
                "the run again."
            )
    for name, variable in variables.items():
        variable.assign(arrays[name])
    return history


def _read(path):
    """Returns the arrays and the history of a checkpoint; {}, [] for none."""
    if not path.exists():
        return {}, []
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        history = json.loads(str(arrays.pop("history")))
        for array in arrays.values():
            _kind(array)  # A member that is not an array is loaded as bytes.
        _check_history(history)
    except Exception as error:  # NumPy does not document which it raises.
        if is_out_of_memory(error):
            raise InputError(
                f"{out_of_memory(error)} If that is not it, {path} is "
                "damaged: delete it to start the run again."
            ) from None
        raise InputError(
            f"Expected {path} as training wrote it. Received: a file that "
            f"does not load ({error!s:.200}). Delete it to start the run again."
        ) from None
    return arrays, history


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
    """Returns what a run trains, by path; a teacher has its own file."""
    found, counts = {}, collections.Counter()
    for owner, part in (("learner", learner), ("optimizer", learner.optimizer)):
        for variable in filter(_is_own(learner), part.variables):
            # Keras numbers the names that it generates, across the process.
            path = re.sub(r"_\d+/", "/", variable.path, count=1)
            name = f"{owner}/{path}"
            counts[name] += 1
            repeated = f"+{counts[name]}" if counts[name] > 1 else ""
            found[name + repeated] = variable
    return found


def _named(arrays, learner):
    """Returns the arrays by path, of a checkpoint that numbers them."""
    numbers = sorted(arrays)
    everything = [*learner.variables, *learner.optimizer.variables]
    if len(numbers) == len(everything):  # As 0.1.0 wrote, the teacher's too.
        own = map(_is_own(learner), everything)
        numbers = list(itertools.compress(numbers, own))
    names = [*_variables(learner)]
    names += numbers[len(names) :]  # of a larger model
    return {n: arrays[k] for n, k in zip(names, numbers, strict=False)}


def _is_own(learner):
    """Returns a function: whether a variable is not one of the teacher's."""
    teacher = learner.teacher
    others = set() if teacher is None else {id(v) for v in teacher.variables}
    return lambda variable: id(variable) not in others


def _kind(array):
    """Returns shape and dtype of a variable or NumPy array; None for None."""
    if array is None:
        return None
    return tuple(array.shape), np.dtype(array.dtype).name
