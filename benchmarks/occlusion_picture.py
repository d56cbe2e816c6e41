"""Plots each network's accuracy on covered faces."""

import numpy as np
from matplotlib.figure import Figure

from arm_tf.evaluation import plots
from arm_tf.files import atomic_files
from benchmarks.covered_faces import OCCLUSIONS, SHARES

# Okabe and Ito's colours; dashes and markers differ too, for print in grey.
LOOKS = (
    {"color": plots.GREY, "linestyle": ":", "marker": "o"},
    {"color": plots.BLUE, "linestyle": "-", "marker": "s"},
    {"color": plots.ORANGE, "linestyle": "--", "marker": "^"},
    {"color": "#009E73", "linestyle": "-.", "marker": "D"},
    {"color": "#CC79A7", "linestyle": (0, (5, 1, 1, 1)), "marker": "v"},
)
NUM_SHARES = 1 + len(SHARES)  # including none; the shapes follow


@plots.in_style
def draw_picture(found, title, path):
    """Plots accuracy against the covered share of a face, and by shape.

    A line per network, through the means of its runs; if there are several
    runs, the band, and the error bars of the shapes, show plus and minus one
    standard deviation.

    Args:
        found: dict from a network's name to float `(runs, occlusions)`,
            percent, in the order of `OCCLUSIONS`.
        title: str.
        path: png file, replaced once the picture is complete.
    """
    figure = Figure(figsize=(8, 3.8))  # inches
    patches, shapes = figure.subplots(1, 2, sharey=True, width_ratios=(2, 1))
    figure.suptitle(title, fontsize=10)
    for index, (name, values) in enumerate(found.items()):
        look = LOOKS[index % len(LOOKS)]
        spread = values.std(axis=0, ddof=1) if len(values) > 1 else None
        _draw_shares(patches, name, values.mean(axis=0), spread, look)
        # Side by side, not on top of each other.
        shift = 0.15 * (index - (len(found) - 1) / 2)
        _draw_shapes(shapes, shift, values.mean(axis=0), spread, look)
    patches.set(xlabel="Covered share of the picture (%)")
    patches.set_xticks(100 * np.array([0, *SHARES]))
    patches.set_ylabel("Accuracy (%)")
    patches.legend()
    names = list(OCCLUSIONS)[NUM_SHARES:]
    shapes.set_xticks(range(len(names)), names)
    shapes.set_xlim(-0.6, len(names) - 0.4)
    for axes in (patches, shapes):
        axes.grid(axis="y")
    with atomic_files.replacing(path) as temporary:
        figure.savefig(temporary, format="png", metadata={"Software": None})


def _draw_shares(axes, name, mean, spread, look):
    x = 100 * np.array([0, *SHARES])
    axes.plot(x, mean[:NUM_SHARES], label=name, markersize=5, **look)
    if spread is not None:
        low, high = (mean + sign * spread for sign in (-1, 1))
        axes.fill_between(
            x,
            low[:NUM_SHARES],
            high[:NUM_SHARES],
            color=look["color"],
            alpha=0.15,
            linewidth=0,
        )


def _draw_shapes(axes, shift, mean, spread, look):
    mean = mean[NUM_SHARES:]
    axes.errorbar(
        np.arange(len(mean)) + shift,
        mean,
        None if spread is None else spread[NUM_SHARES:],
        capsize=3,
        markersize=5,
        **{**look, "linestyle": ""},
    )
