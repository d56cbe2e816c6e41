"""Turns our docstrings' `Example:` into a code section of the API pages.

Griffe only parses an indented section `Examples:`; ours is not indented.
"""

import re

import griffe

EXAMPLE = re.compile(r"^Example:\n\n((?:.+\n?)+)", re.MULTILINE)


class Examples(griffe.Extension):
    """Rewrites a docstring before it is parsed."""

    def on_object(self, *, obj: griffe.Object, **_) -> None:
        """Called by Griffe for each module, class and function."""
        if obj.docstring:
            obj.docstring.value = EXAMPLE.sub(_section, obj.docstring.value)


def _section(match):
    lines = match[1].splitlines()
    return "\n".join(["Examples:", *(f"    {line}" for line in lines), ""])
