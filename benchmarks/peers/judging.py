"""Evaluates the predictions on photographs and on cropped faces."""

import numpy as np

from arm_tf.evaluation.metrics import expected_calibration_error
from arm_tf.evaluation.significance import wilson_interval
from arm_tf.expressions import BASIC, canonical


def of_photographs(answers: dict, photographs: list) -> dict:
    """Returns the detection results, and the times.

    Args:
        answers: a worker's results.
        photographs: list of `tasks.Photograph`.
    """
    counts = {"found": 0, "drawn": 0, "wrong": 0}
    for photograph, answer in zip(
        photographs, answers["photographs"], strict=True
    ):
        right = [_on(f["box"], photograph.middle) for f in answer["faces"]]
        counts["wrong"] += len(right) - any(right)
        if photograph.kind == "drawn":
            counts["drawn"] += 1
            counts["found"] += any(right)
    first = answers["photographs"][0]
    return {
        **counts,
        "astronaut": [canonical(face["label"]) for face in first["faces"]],
        "astronaut_ms": first["ms"],
        "photograph_ms": float(
            np.median([a["ms"] for a in answers["photographs"]])
        ),
        "start_seconds": answers["start_seconds"],
        "face_ms": answers["face_ms"],
    }


def _on(box, middle):
    """Returns whether a box is on the face whose nose is at `middle`."""
    if middle is None:
        return False
    x, y, width, height = box
    return x < middle[0] < x + width and y < middle[1] < y + height


def of_faces(answers: dict, sets: dict) -> dict:
    """Returns accuracy, its 95 % interval and ECE on each set.

    Only faces of the seven classes that all packages have are evaluated. If a
    package has more classes, these seven are rescaled to a sum of 1.
    """
    result, start = {}, 0
    for name, part in sets.items():
        found = answers["faces"][start : start + len(part)]
        start += len(part)
        truth = np.array([part.labels[number] for number in part.classes])
        judged = np.isin(truth, BASIC)
        classes = np.array([BASIC.index(label) for label in truth[judged]])
        values = np.array([of_the_seven(answer) for answer in found])[judged]
        correct = values.argmax(axis=1) == classes
        result[name] = {
            "faces": len(correct),
            "accuracy": float(correct.mean()),
            "accuracy_interval": wilson_interval(
                int(correct.sum()), len(correct)
            ),
            "ece": expected_calibration_error(values, classes),
        }
    return result


def of_the_seven(probabilities: dict) -> np.ndarray:
    """Returns float `(7,)`, the probabilities in the order of `BASIC`."""
    named = {canonical(label): p for label, p in probabilities.items()}
    values = np.array([named[label] for label in BASIC])
    return values / values.sum()
