"""Finds the tensors in nested containers and names them."""

from arm_tf.errors import InputError
from arm_tf.weights.torch_files.restricted_pickle import MAX_STEPS
from arm_tf.weights.torch_files.tensors import Tensor, damaged
from arm_tf.weights.torch_files.vocabulary import MAX_NAME

MAX_DEPTH = 16
# Containers may hold each other repeatedly, so a file of a kilobyte can have
# exponentially many paths. If none is held twice, each instruction makes at
# most one value.
MAX_VALUES = MAX_STEPS


def named_tensors(tree):
    """Returns dict of str to `Tensor`, names of nested keys joined by dots.

    `tree` is what `restricted_pickle.load` made.
    """
    found, seen, pending = {}, 0, [("", 0, tree)]
    while pending:
        name, depth, value = pending.pop()
        if isinstance(value, Tensor):
            _check_new(name, found)
            found[name] = value
        elif isinstance(value, dict | list | tuple):
            seen += len(value)
            if depth > MAX_DEPTH or seen > MAX_VALUES:
                raise InputError(
                    f"Expected at most {MAX_VALUES} values in containers, "
                    f"nested at most {MAX_DEPTH} deep. Received: more. Save "
                    "the state_dict alone."
                )
            pending.extend(reversed(_children(name, depth, value)))
    return found


def _children(name, depth, value):
    """Returns list of (name, depth, child) where a tensor may be."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    prefix = f"{name}." if name else ""
    children = []
    for key, child in items:
        if not isinstance(child, dict | list | tuple | Tensor):
            continue
        key = str(key)
        if len(prefix) + len(key) > MAX_NAME:
            raise damaged(f"a name of more than {MAX_NAME} characters")
        children.append((prefix + key, depth + 1, child))
    return children


def _check_new(name, found):
    if not name:
        raise InputError(
            "Expected a dictionary of tensors. Received: one tensor without "
            "a name. Save the network's state_dict() with torch.save."
        )
    if name in found:
        raise InputError(
            "Expected each name once. Received: two tensors named "
            f"{name!r}. Save the state_dict alone."
        )
