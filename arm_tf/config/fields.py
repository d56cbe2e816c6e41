"""Dataclass fields with a description, and checked choices and limits."""

import dataclasses
from typing import Any

from arm_tf.errors import InputError


def setting(
    default: Any,
    meaning: str,
    choices: tuple | None = None,
    limits: tuple | None = None,
    needs: tuple | None = None,
) -> Any:
    """Returns a dataclass field with its meaning, choices and limits.

    Args:
        default: the value if the setting is not given.
        meaning: str, for `train.py --list`.
        choices: tuple of the values it may have, or None.
        limits: pair of the smallest and the largest value, or None.
        needs: pair of another setting's name and a tuple of its values: the
            setting only has an effect with these. None: it always has one.
    """
    about = {
        "meaning": meaning,
        "choices": choices,
        "limits": limits,
        "needs": needs,
    }
    return dataclasses.field(default=default, metadata=about)


class Checked:
    """Settings whose values are checked when they are made."""

    def __post_init__(self):
        for field in dataclasses.fields(self):
            _check(field, getattr(self, field.name))


def _check(field, value):
    """Raises `InputError` if a setting has a value that is not allowed."""
    choices, limits = field.metadata["choices"], field.metadata["limits"]
    if choices and value not in choices:
        raise InputError(
            f"`{field.name}` must be one of {', '.join(choices)}. "
            f"Received: {field.name}={value!s:.200}"
        )
    if limits and not limits[0] <= value <= limits[1]:
        raise InputError(
            f"`{field.name}` must be between {limits[0]} and {limits[1]}. "
            f"Received: {field.name}={value!s:.200}"
        )
