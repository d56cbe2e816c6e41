"""Makes `Example:` of our docstrings a section with code, in the API pages.

The reader of docstrings knows the section `Examples:`, indented; ours are not.
"""

import re

import griffe

EXAMPLE = re.compile(r"^Example:\n\n((?:.+\n?)+)", re.MULTILINE)


class Examples(griffe.Extension):
    """Rewrites a docstring before it is read."""

    def on_object(self, *, obj: griffe.Object, **_) -> None:
        """Called by Griffe for each module, class and function."""
        if obj.docstring:
            obj.docstring.value = EXAMPLE.sub(_section, obj.docstring.value)


def _section(match):
    lines = match[1].splitlines()
    return "\n".join(["Examples:", *(f"    {line}" for line in lines), ""])
