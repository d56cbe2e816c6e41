"""The pictures are opened and measured, not only written."""

import errno
import pathlib
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from arm_tf.evaluation import metrics, plots
from arm_tf.expressions import BASIC, WITH_CONTEMPT

BLUE, ORANGE, NAVY = (0, 114, 178), (213, 94, 0), (8, 48, 107)
LONG_NAMES = (*WITH_CONTEMPT[:6], "happily surprised", "fearfully disgusted")


def history(epochs=5):
    """Returns rows whose best epoch is the third, with a tie in the fourth."""
    return [
        {
            "epoch": epoch,
            "loss": 2 / (epoch + 1),
            "accuracy": 0.3 + 0.05 * epoch,
            "val_loss": 2.2 / (epoch + 1),
            "val_accuracy": (0.2, 0.5, 0.7, 0.7, 0.65)[epoch],
            "learning_rate": 1e-3 * 0.9**epoch,
        }
        for epoch in range(epochs)
    ]


def shifted_report(labels, shift, faces=20):
    """Returns the report of a model that is always `shift` classes off."""
    classes = np.arange(len(labels)).repeat(faces)
    predicted = (classes + shift) % len(labels)
    return metrics.report(
        np.eye(len(labels))[predicted], classes, labels, "test"
    )


def opened(path):
    """Returns a png's pixels, uint8 `(height, width, 3)`."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def has(color, pixels):
    return (pixels == color).all(axis=-1).sum() > 100


def cells(pixels, num_classes):
    """Returns each cell's median grey level, float `(classes, classes)`.

    One full cell in every row and column spans the matrix. The full end of
    the color bar is too small to be taken for one.
    """
    full = (pixels == NAVY).all(axis=-1)
    columns = np.flatnonzero(full.sum(axis=0) > 40)
    rows = np.flatnonzero(full[:, columns].any(axis=1))
    matrix = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.array(
        [
            [np.median(cell) for cell in np.array_split(row, num_classes, 1)]
            for row in np.array_split(matrix, num_classes)
        ]
    )


@pytest.fixture
def figures(monkeypatch):
    """Collects the figures instead of writing them."""
    collected = []
    monkeypatch.setattr(plots, "_write", lambda f, path: collected.append(f))
    return collected


@pytest.mark.parametrize("labels", [BASIC, LONG_NAMES])
@pytest.mark.parametrize("shift", [0, 1])
def test_dark_cells_are_where_truth_and_answer_meet(tmp_path, labels, shift):
    path = tmp_path / "confusion.png"

    plots.save_confusion(shifted_report(labels, shift), path)

    levels = cells(opened(path), len(labels))
    dark = np.roll(np.eye(len(labels), dtype=bool), shift, axis=1)
    assert (levels[dark] < 60).all()
    assert (levels[~dark] > 230).all()


def test_confusion_says_what_it_shows(figures):
    report = metrics.report(
        np.eye(3)[[0] * 1500 + [1] * 500 + [1]],
        np.array([0] * 2000 + [1]),
        ["neutral", "fear", "disgust"],
        "validation",
    )

    plots.save_confusion(report, "unused")

    places = {t.get_text(): t.get_position() for t in figures[0].axes[0].texts}
    assert places["1,500"] == places["75.0"] == (0, 0)
    assert places["500"] == places["25.0"] == (1, 0)  # x is the answer
    assert places["1"] == places["100.0"] == (1, 1)
    texts = [text.get_text() for text in figures[0].findobj(Text)]
    low, high = report.accuracy_interval
    assert (
        "Validation: accuracy 75.0% on 2,001 images\n"
        f"95% interval {low:.1%} to {high:.1%}, mean recall 87.5%"
    ) in texts
    assert {"neutral\n(2,000)", "fear\n(1)", "disgust\n(0)"} <= set(texts)
    assert texts.count("–") == 3  # a class without faces has no shares


@pytest.mark.parametrize("labels", [BASIC, LONG_NAMES, ("open", "closed")])
def test_no_text_is_cut_off(figures, labels):
    plots.save_confusion(shifted_report(labels, 0, faces=2000), "unused")
    plots.save_curves(history(), "unused")
    plots.save_curves(history(1), "unused")

    for figure in figures:
        FigureCanvasAgg(figure).draw()
        box, size = figure.get_tightbbox(), figure.get_size_inches()
        assert (box.min >= 0).all() and (box.max <= size).all()


@pytest.mark.parametrize("epochs", [5, 1])  # A single one makes no line.
def test_curves_show_training_and_validation(tmp_path, epochs):
    path = tmp_path / "curves.png"

    plots.save_curves(history(epochs), path)

    pixels = opened(path)
    assert pixels.shape == (720, 2240, 3)
    assert has(BLUE, pixels) and has(ORANGE, pixels)


def test_curves_mark_the_first_of_the_best_epochs(figures):
    plots.save_curves(history(), "unused")

    title = "Best epoch 3: validation accuracy 70.0%"
    assert figures[0].get_suptitle() == title
    for axes in figures[0].axes:
        assert [3, 3] in [list(line.get_xdata()) for line in axes.lines]
    stars = [
        (line.get_xdata(), line.get_ydata(), axes.get_title())
        for axes in figures[0].axes
        for line in axes.lines
        if line.get_marker() == "*"
    ]
    assert stars == [([3], [0.7], "Accuracy")]


def test_reliability_shows_bins_and_errors(tmp_path, figures, monkeypatch):
    # Three of four right, said with 0.99 before and with 0.75 after.
    classes = np.array([0, 0, 0, 1])
    before = np.tile([0.99, 0.01], (4, 1))
    after = np.tile([0.75, 0.25], (4, 1))

    plots.save_reliability(before, after, classes, "unused")

    titles = [axes.get_title() for axes in figures[0].axes[:2]]
    assert titles == [
        "Before temperature: ECE 24.0%",
        "After temperature: ECE 0.0%",
    ]
    accuracy, gap = figures[0].axes[0].patches
    assert accuracy.get_x() == pytest.approx(14 / 15)
    assert accuracy.get_height() == pytest.approx(0.75)
    assert gap.get_height() == pytest.approx(0.24)
    monkeypatch.undo()
    plots.save_reliability(before, after, classes, tmp_path / "r.png")
    assert has(BLUE, opened(tmp_path / "r.png"))


def draw_all(folder):
    """Returns the bytes of each picture."""
    report = shifted_report(BASIC, 0)
    probabilities = np.tile([0.7, 0.3], (4, 1))
    plots.save_curves(history(), folder / "curves.png")
    plots.save_confusion(report, folder / "confusion.png")
    plots.save_reliability(
        probabilities, probabilities, [0, 0, 1, 0], folder / "reliability.png"
    )
    return [path.read_bytes() for path in sorted(folder.iterdir())]


def test_same_values_same_bytes_whatever_the_settings(tmp_path):
    first = draw_all(tmp_path)

    with matplotlib.rc_context({"font.size": 30, "savefig.dpi": 50}):
        second = draw_all(tmp_path)
        assert matplotlib.rcParams["font.size"] == 30

    assert len(first) == 3
    assert first == second
    with Image.open(tmp_path / "curves.png") as picture:
        assert "Software" not in picture.info


def test_a_failing_write_leaves_the_old_picture(tmp_path, monkeypatch):
    path = tmp_path / "curves.png"
    path.write_bytes(b"old")

    def fill_the_disk(figure, target, **kwargs):
        pathlib.Path(target).write_bytes(b"half a pic")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Figure, "savefig", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        plots.save_curves(history(), path)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_needs_neither_pyplot_nor_keras():
    code = (
        "import sys, arm_tf.evaluation.plots;"
        "sys.exit(bool({'matplotlib.pyplot', 'keras', 'tensorflow',"
        "'sklearn', 'scipy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
