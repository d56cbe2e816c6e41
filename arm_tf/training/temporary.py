"""Attributes of layers that have another value for a while."""

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def changed(layers: list, name: str, value: Any) -> Iterator[None]:
    """Sets an attribute of some layers in a `with` block."""
    kept = [getattr(layer, name) for layer in layers]
    for layer in layers:
        setattr(layer, name, value)
    try:
        yield
    finally:
        for layer, old in zip(layers, kept, strict=True):
            setattr(layer, name, old)
