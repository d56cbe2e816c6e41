"""Draws the picture of docs/training.md: drawn faces, and predictions.

    python docs/make_images.py runs/synthetic

Three faces per expression that the model has never seen, each with its
prediction: green if correct, red if wrong.
"""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from arm_tf.data import synthetic
from arm_tf.evaluation import evaluate
from arm_tf.evaluation.calibration import softmax
from arm_tf.files import atomic_files
from arm_tf.training.runs import Run

ROWS = 3
SEED = 1  # another than the training set's
RIGHT, WRONG = "#1a7f37", "#c8102e"


def main(path):
    """Writes docs/images/drawn_faces.png."""
    model = Run(path).load_model()
    size = model.input_shape[1]
    faces = synthetic.read(8, 8, 200, size, SEED).test
    probabilities = softmax(evaluate.predict(model, faces, 64))
    figure = Figure(figsize=(9.6, 4.6), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.subplots(ROWS, len(faces.labels))
    for column, label in enumerate(faces.labels):
        rows = np.flatnonzero(faces.classes == column)[:ROWS]
        for axis, row in zip(axes[:, column], rows, strict=True):
            best = probabilities[row].argmax()
            axis.imshow(faces.images[row], interpolation="bilinear")
            axis.set_axis_off()
            axis.set_title(
                f"{faces.labels[best]} {probabilities[row, best]:.0%}",
                fontsize=8,
                color=RIGHT if best == column else WRONG,
            )
        axes[0, column].text(
            0.5,
            1.32,
            label,
            transform=axes[0, column].transAxes,
            ha="center",
            fontsize=10,
            weight="bold",
        )
    figure.subplots_adjust(0.01, 0.01, 0.99, 0.86, 0.06, 0.25)
    folder = pathlib.Path(__file__).parent / "images"
    with atomic_files.replacing(folder / "drawn_faces.png") as temporary:
        figure.savefig(temporary)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
