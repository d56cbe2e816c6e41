"""Pictures of a run: learning curves, confusion matrix, reliability.

Each function writes a png file, which is replaced once the picture is complete.
They are drawn without pyplot, so that no display and no global figure is
involved, and with matplotlib's own defaults and font: the same values give the
same bytes (with one version of matplotlib), whatever the user's settings are.

The two colours are from Okabe and Ito's set, which colour-blind readers can
tell apart; lines also differ in their dashes, for black-and-white print.
"""

import pathlib

import numpy as np
from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from arm_tf.evaluation.metrics import (
    NUM_BINS,
    Report,
    expected_calibration_error,
    reliability,
)
from arm_tf.files import atomic_files

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#707070"
SETTINGS = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib
    "figure.constrained_layout.use": True,
    "figure.titlesize": 12,
    "axes.titlesize": 11,
    "axes.titlepad": 8,
    "axes.axisbelow": True,
    "axes.formatter.limits": (-2, 4),  # beyond these: times a power of ten
    "axes.formatter.use_mathtext": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "0.9",
    "legend.frameon": False,
    "savefig.dpi": 200,  # pixels per inch
}
in_style = style.context(["default", SETTINGS])

ERRORS_A_ROW = 6
# What each panel of the learning curves shows, and how.
TRAINING = {"color": ORANGE, "linestyle": "--", "label": "training"}
VALIDATION = {"color": BLUE, "label": "validation"}
PANELS = {
    "Loss": {"loss": TRAINING, "val_loss": VALIDATION},
    "Accuracy": {"accuracy": TRAINING, "val_accuracy": VALIDATION},
    "Learning rate": {"learning_rate": {"color": GREY}},
}


@in_style
def save_curves(history: list, path: pathlib.Path) -> None:
    """Draws loss, accuracy and learning rate over the epochs.

    The best epoch, the first of the highest validation accuracy, is marked.

    Args:
        history: list of dicts of floats, one per epoch, with the keys "epoch"
            (from 0; drawn from 1 on), "loss", "accuracy", "val_loss",
            "val_accuracy" (in [0, 1]) and "learning_rate".
        path: of the png.
    """
    epochs = [row["epoch"] + 1 for row in history]
    figure = Figure(figsize=(0.4 + 3.6 * len(PANELS), 3.6))  # inches
    for axes, (title, lines) in zip(
        figure.subplots(1, len(PANELS)), PANELS.items(), strict=True
    ):
        mark = "o" if len(epochs) == 1 else ""  # A single one makes no line.
        for key, look in lines.items():
            values = [row[key] for row in history]
            axes.plot(epochs, values, marker=mark, **look)
        _finish_panel(axes, title, epochs)
    _mark_best(figure, epochs, [row["val_accuracy"] for row in history])
    _write(figure, path)


@in_style
def save_confusion(report: Report, path: pathlib.Path) -> None:
    """Draws a confusion matrix: percent of the true class, and counts."""
    labels, counts = report.labels, np.array(report.confusion_matrix)
    support = counts.sum(axis=1)
    shares = 100 * counts / np.maximum(support, 1)[:, None]
    size = max(5, 2 + 0.75 * len(labels))  # inches
    figure = Figure(figsize=(size + 0.5, size), layout="compressed")
    axes = figure.subplots()
    # One hue from light to dark, for colour-blind readers and grey print.
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=100)
    for row, column in np.ndindex(counts.shape):
        if support[row]:
            _write_cell(axes, row, column, shares, counts)
        else:  # No share of nothing.
            axes.text(column, row, "\N{EN DASH}", ha="center", va="center")
    names = [f"{n}\n({m:,})" for n, m in zip(labels, support, strict=True)]
    axes.set_yticks(range(len(labels)), names)
    axes.set_xticks(
        range(len(labels)),
        labels,
        rotation=40,
        ha="right",
        rotation_mode="anchor",
    )
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        text.set_parse_math(False)  # A class may be called `$x_$`.
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set(
        title=_headline(report), xlabel="Predicted", ylabel="True (images)"
    )
    figure.colorbar(image, label="Share of the true class (%)", aspect=30)
    _write(figure, path)


@in_style
def save_reliability(
    probabilities_before: np.ndarray,
    probabilities_after: np.ndarray,
    classes: np.ndarray,
    path: pathlib.Path,
) -> None:
    """Draws reliability diagrams, before and after temperature scaling.

    Args:
        probabilities_before: float `(faces, classes)`, rows summing to 1.
        probabilities_after: float `(faces, classes)`, of the same faces.
        classes: int `(faces,)`, the truth.
        path: of the png.

    Raises:
        InputError: arrays that are no probabilities or do not match.
    """
    columns = {
        "Before temperature": probabilities_before,
        "After temperature": probabilities_after,
    }
    figure = Figure(figsize=(8, 5))  # inches
    upper, lower = figure.subplots(
        2, 2, sharex=True, sharey="row", height_ratios=(3, 1)
    )
    for column, (title, probabilities) in enumerate(columns.items()):
        bins = reliability(probabilities, classes)
        _draw_reliability(upper[column], lower[column], *bins)
        error = expected_calibration_error(probabilities, classes)
        upper[column].set_title(f"{title}: ECE {error:.1%}")
        lower[column].set_xlabel("Confidence")
    upper[0].set(ylabel="Accuracy", xlim=(0, 1), ylim=(0, 1))
    upper[0].legend(loc="upper left")
    lower[0].set_ylabel("Images")
    _write(figure, path)


@in_style
def save_errors(
    faces: list[np.ndarray], titles: list[str], path: pathlib.Path
) -> None:
    """Draws faces in rows of six, each below its title.

    Args:
        faces: uint8 `(height, width, 1 or 3)`, RGB or grey.
        titles: one or more lines for each.
        path: of the png.
    """
    rows = -(-len(faces) // ERRORS_A_ROW)
    figure = Figure(figsize=(1.7 * ERRORS_A_ROW, 2.3 * rows))  # inches
    places = figure.subplots(rows, ERRORS_A_ROW, squeeze=False).ravel()
    for axes in places:
        axes.axis("off")
    for axes, face, title in zip(places, faces, titles, strict=False):
        axes.imshow(face.squeeze(), cmap="gray", vmin=0, vmax=255)
        axes.set_title(title, fontsize=8, parse_math=False)
    _write(figure, path)


def _finish_panel(axes, title, epochs):
    axes.set(title=title, xlabel="Epoch")
    axes.set_xlim(min(epochs) - 0.5, max(epochs) + 0.5)
    axes.xaxis.set_major_locator(
        MaxNLocator(6, steps=[1, 2, 5, 10], integer=True, min_n_ticks=1)
    )
    if title == "Accuracy":
        axes.yaxis.set_major_formatter(PercentFormatter(1))
    if title != "Learning rate":
        axes.legend()
    axes.grid()


def _mark_best(figure, epochs, accuracies):
    best = np.argmax(accuracies)
    for axes in figure.axes:
        axes.axvline(epochs[best], color=GREY, linewidth=1, linestyle=":")
        if axes.get_title() == "Accuracy":
            axes.plot(epochs[best], accuracies[best], "*", color=BLUE, ms=11)
    figure.suptitle(
        f"Best epoch {epochs[best]:g}: validation accuracy "
        f"{accuracies[best]:.1%}"
    )


def _write_cell(axes, row, column, shares, counts):
    share, count = shares[row, column], counts[row, column]
    look = {"ha": "center", "color": "white" if share > 55 else "black"}
    axes.text(column, row, f"{share:.1f}", va="bottom", fontsize=10, **look)
    axes.text(column, row, f"{count:,}", va="top", fontsize=7.5, **look)


def _headline(report):
    low, high = report.accuracy_interval
    return (
        f"{report.split.capitalize()}: accuracy {report.accuracy:.1%} "
        f"on {report.num_images:,} images\n95% interval {low:.1%} to "
        f"{high:.1%}, mean recall {report.mean_recall:.1%}"
    )


def _draw_reliability(upper, lower, counts, confidence, accuracy):
    used = counts > 0
    edges = np.linspace(0, 1, NUM_BINS + 1)[:-1][used]
    place = {"x": edges, "width": 1 / NUM_BINS, "align": "edge"}
    full = {"edgecolor": "white", **place}
    upper.bar(height=accuracy[used], color=BLUE, label="accuracy", **full)
    upper.bar(
        height=(confidence - accuracy)[used],
        bottom=accuracy[used],
        color="none",
        edgecolor=ORANGE,
        hatch="////",
        label="gap to confidence",
        **place,
    )
    upper.plot([0, 1], [0, 1], "--", color=GREY, label="no gap")
    lower.bar(height=counts[used], color=GREY, **full)


def _write(figure, path):
    with atomic_files.replacing(path) as temporary:
        # Without metadata, which holds matplotlib's version.
        figure.savefig(temporary, format="png", metadata={"Software": None})
