"""Everything a run needs to go on after an epoch, in one file.

One file, because two files could come from two different epochs after a
crash. Plain arrays and JSON text: nothing in it is ever unpickled.
"""

import json
import zipfile

import keras
import numpy as np

from arm_tf import files
from arm_tf.errors import InputError


def save(path, learner, history):
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
    files.write_arrays(path, {**arrays, "history": json.dumps(history)})


def restore(path, learner):
    """Loads what `save` wrote into a learner of the same settings.

    Returns:
        The history, a list of dicts; empty where there is no checkpoint.

    Raises:
        InputError: the file is damaged, or is of another model.
    """
    if not path.exists():
        return []
    try:
        with np.load(path, allow_pickle=False) as arrays:
            values = [
                arrays[name] for name in sorted(set(arrays) - {"history"})
            ]
            history = json.loads(str(arrays["history"]))
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as e:
        raise InputError(
            f"Expected {path} as training wrote it. Received: a file that "
            f"does not load ({e}). Delete it to start the run again."
        ) from None
    variables = _variables(learner)
    if [v.shape for v in values] != [tuple(v.shape) for v in variables]:
        raise InputError(
            f"Expected {path} to fit this model. Received: a checkpoint of "
            "another model. Delete it to start the run again."
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
    return history


def _variables(learner):
    return [*learner.variables, *learner.optimizer.variables]
