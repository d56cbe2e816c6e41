"""A progress bar with the time left, on terminals."""

import sys
from collections.abc import Iterable

import tqdm


def track(
    items: Iterable, description: str, total: int | None = None
) -> Iterable:
    """Returns the items, and shows on stderr how many are done.

    Args:
        items: iterable.
        description: str, shown beside the bar.
        total: int, the number of items, or None where they have a length.
    """
    return tqdm.tqdm(
        items,
        description,
        total,
        # In a log file, a bar is one line per step.
        disable=not sys.stderr.isatty(),
        file=sys.stderr,
    )
