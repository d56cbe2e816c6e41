"""A progress bar with the time left, where somebody is looking."""

import sys
from collections.abc import Iterable, Iterator

import rich.console
import rich.progress


def track(
    items: Iterable, description: str, total: int | None = None
) -> Iterator:
    """Yields the items, and shows on stderr how many are done.

    Args:
        items: iterable.
        description: str, shown beside the bar.
        total: int, the number of items, or None where they have a length.
    """
    console = rich.console.Console(stderr=True)
    yield from rich.progress.track(
        items,
        description,
        total,
        console=console,
        # In a log file, a bar is one line per step.
        disable=not sys.stderr.isatty(),
    )
