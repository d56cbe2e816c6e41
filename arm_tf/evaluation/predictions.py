"""What a model predicted for each face, as a table."""

import os
import pathlib
from typing import Any

import numpy as np

from arm_tf.data.face_sets import FaceSet
from arm_tf.evaluation import plots
from arm_tf.evaluation.calibration import softmax
from arm_tf.files import atomic_files

COLUMNS = ("face", "label", "predicted", "confidence")
WORST = 24  # errors that are drawn
DIGITS = 4  # of a probability


def write(
    path: str | os.PathLike, faces: FaceSet, probabilities: np.ndarray
) -> None:
    """Writes a csv file with a row for each face.

    Its columns are `COLUMNS` and one with the probability of each class, from
    float `(faces, classes)`. The faces have the model's class names.
    """
    rows = [[*COLUMNS, *faces.labels]]
    answers = probabilities.argmax(axis=1)
    for name, truth, answer, row in zip(
        names_of(faces), faces.classes, answers, probabilities, strict=True
    ):
        values = [f"{value:.{DIGITS}f}" for value in row]
        labels = faces.labels[truth], faces.labels[answer]
        rows.append([name, *labels, values[answer], *values])
    atomic_files.write_csv(path, rows)


def draw(
    path: pathlib.Path, faces: FaceSet, logits: np.ndarray, temperature: float
) -> None:
    """Draws the worst errors and the reliability, next to a table's file.

    Args:
        path: of the table; `x.csv` gets `x_errors.png`, unless there is no
            error, and `x_reliability.png`.
        faces: `FaceSet`.
        logits: float `(faces, classes)`, calibrated.
        temperature: float that they were divided by.
    """
    probabilities = softmax(logits)
    plots.save_reliability(
        softmax(logits * temperature),
        probabilities,
        faces.classes,
        path.with_name(f"{path.stem}_reliability.png"),
    )
    worst = _worst(probabilities, faces.classes)
    names, answers = names_of(faces), probabilities.argmax(axis=1)
    titles = [
        f"{faces.labels[faces.classes[i]]}, taken for\n"
        f"{faces.labels[answers[i]]} {probabilities[i].max():.0%}\n"
        f"{names[i][-24:]}"
        for i in worst
    ]
    if len(worst):
        sheet = path.with_name(f"{path.stem}_errors.png")
        images: Any = faces.images
        plots.save_errors([images[i] for i in worst], titles, sheet)


def _worst(probabilities, classes):
    """Returns the rows of the most confident errors, worst first."""
    wrong = probabilities.argmax(axis=1) != classes
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    return order[wrong[order]][:WORST]


def names_of(faces: FaceSet) -> list[str]:
    """Returns each face's path below the data folder, or row in its csv.

    If neither is known, as for drawn faces, they are numbered from 1.
    """
    if faces.names is None:
        return [str(number) for number in range(1, len(faces) + 1)]
    return [
        # File names that are not UTF-8 are written with escapes.
        os.fsencode(name).decode("utf-8", "backslashreplace")
        if isinstance(name, str | bytes)
        else str(name)
        for name in faces.names.tolist()
    ]
